#include "auth/key_ring.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "base/base64url.hpp"
#include "base/random.hpp"
#include "support/temporary_directory.hpp"

namespace asq::auth {
namespace {

namespace fs = std::filesystem;

constexpr auto kOwnerOnly = fs::perms::owner_read | fs::perms::owner_write;

class KeyFile : public ::testing::Test {
 protected:
  void write(std::string_view text) {
    std::ofstream(file_, std::ios::binary) << text;
    fs::permissions(file_, kOwnerOnly);
  }
  // The sentence of the refusal.
  std::string refusal() {
    const auto ring = load_or_make_keys(file_);
    return ring ? "accepted" : ring.error();
  }
  std::string refusal_of(std::string_view text) {
    write(text);
    return refusal();
  }
  std::string content() {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  std::size_t files() {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator()));
  }

  test::TemporaryDirectory directory_;
  const fs::path file_ = directory_.path() / "keys.json";
};

std::string entry(std::string_view kid, std::string_view secret) {
  return R"({"kid":")" + std::string(kid) + R"(","secret":")" + std::string(secret) + R"("})";
}
std::string list(const std::string& entries) { return R"({"keys":[)" + entries + "]}"; }
std::string good_secret() { return encode_base64url(random_bytes(32)); }

TEST_F(KeyFile, TheFirstStartMakesAKeyThatOnlyTheOwnerCanRead) {
  const auto ring = load_or_make_keys(file_);
  ASSERT_TRUE(ring) << ring.error();
  EXPECT_EQ(ring->signing().secret.size(), 32U);
  EXPECT_EQ(fs::status(file_).permissions(), kOwnerOnly);
  EXPECT_EQ(files(), 1U) << "a temporary file was left";
}

TEST_F(KeyFile, IsPrivateWhateverTheUmask) {
  const mode_t before = ::umask(0);
  const auto ring = load_or_make_keys(file_);
  ::umask(before);
  ASSERT_TRUE(ring);
  EXPECT_EQ(fs::status(file_).permissions(), kOwnerOnly);
}

TEST_F(KeyFile, TheSecondStartFindsTheSameKeyAndLeavesTheFileAlone) {
  const auto first = load_or_make_keys(file_);
  const std::string text = content();
  const auto second = load_or_make_keys(file_);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->signing().kid, first->signing().kid);
  EXPECT_EQ(second->signing().secret, first->signing().secret);
  EXPECT_EQ(content(), text);
}

TEST_F(KeyFile, FirstStartsAtTheSameTimeAgreeOnOneKey) {
  constexpr std::size_t kStarts = 8;
  std::vector<std::string> secrets(kStarts);
  std::vector<std::thread> threads;
  threads.reserve(kStarts);
  for (std::string& secret : secrets) {
    threads.emplace_back([&secret, this] {
      const auto ring = load_or_make_keys(file_);
      secret = ring ? ring->signing().secret : ring.error();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<std::string>(secrets.begin(), secrets.end()).size(), 1U);
  EXPECT_EQ(secrets.front().size(), 32U);
  EXPECT_EQ(files(), 1U);
}

TEST_F(KeyFile, OthersMayNeitherReadNorWriteIt) {
  ASSERT_TRUE(load_or_make_keys(file_));
  for (const auto extra : {fs::perms::group_read, fs::perms::group_write, fs::perms::others_read,
                           fs::perms::others_write}) {
    fs::permissions(file_, kOwnerOnly | extra);
    EXPECT_NE(refusal().find("chmod 600"), std::string::npos);
  }
  fs::permissions(file_, kOwnerOnly);
  EXPECT_EQ(refusal(), "accepted");
}

TEST_F(KeyFile, WhatIsNoRegularFileIsRefused) {
  fs::create_directory(file_);
  EXPECT_NE(refusal().find("not a regular file"), std::string::npos);
  fs::remove(file_);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_NE(refusal().find("not a regular file"), std::string::npos);
}

TEST_F(KeyFile, ALinkToNowhereIsRefusedAndNotFollowed) {
  fs::create_symlink(directory_.path() / "nowhere", file_);
  EXPECT_NE(refusal().find("broken link"), std::string::npos);
  EXPECT_FALSE(fs::exists(directory_.path() / "nowhere"));
}

TEST_F(KeyFile, AMissingDirectoryIsNamed) {
  const auto ring = load_or_make_keys(directory_.path() / "missing" / "keys.json");
  ASSERT_FALSE(ring);
  EXPECT_NE(ring.error().find("missing/keys.json can't be written"), std::string::npos);
}

TEST_F(KeyFile, DamagedContentIsRefusedAndKept) {
  const std::string key = entry("a", good_secret());
  const std::vector<std::string> damaged{
      "",
      "{}",
      "[]",
      "null",
      R"({"keys":{}})",
      R"({"keys":[]})",
      R"({"keys":[1]})",
      R"({"keys":[{}]})",
      list(R"({"kid":"a"})"),
      list(R"({"kid":1,"secret":"x"})"),
      list(key).substr(0, 20),
      list(key) + "x",
      R"({"keys":[],)" + list(key).substr(1),  // "keys" twice
      list(entry("", good_secret())),
      list(entry("a b", good_secret())),
      list(entry(std::string(65, 'a'), good_secret())),
      list(entry("a", good_secret() + "=")),
      list(entry("a", "+/" + good_secret())),
      list(key + "," + entry("a", good_secret())),  // one kid for two keys
      std::string(200'000, ' ') + list(key),
  };
  for (const std::string& text : damaged) {
    EXPECT_NE(refusal_of(text), "accepted") << text;
    EXPECT_EQ(content(), text);
  }
  EXPECT_EQ(refusal_of(list(key)), "accepted");
}

TEST_F(KeyFile, WeakSecretsAreRefusedWithoutRepeatingThem) {
  const std::string sample = "changemechangemechangemechangemechangeme";
  const std::string spelled = encode_base64url("changeme-changeme-changeme-changeme");
  const std::string zeros = encode_base64url(std::string(32, '\0'));
  const std::string brief = encode_base64url(random_bytes(31));
  EXPECT_NE(refusal_of(list(entry("k1", sample))).find("k1 is a sample value"), std::string::npos);
  EXPECT_NE(refusal_of(list(entry("k1", spelled))).find("k1 is a sample"), std::string::npos);
  EXPECT_NE(refusal_of(list(entry("k1", zeros))).find("k1 is too regular"), std::string::npos);
  EXPECT_NE(refusal_of(list(entry("k1", brief))).find("k1 is shorter"), std::string::npos);
  for (const std::string& secret : {sample, spelled, zeros, brief}) {
    EXPECT_EQ(refusal_of(list(entry("k1", secret))).find(secret), std::string::npos);
  }
}

TEST_F(KeyFile, RotationPutsANewKeyInFrontAndKeepsTheOldOnes) {
  const auto before = load_or_make_keys(file_);
  ASSERT_TRUE(rotate_keys(file_));
  const auto after = load_or_make_keys(file_);
  ASSERT_TRUE(before && after);
  EXPECT_NE(after->signing().kid, before->signing().kid);
  const Key* old = after->find(before->signing().kid);
  ASSERT_NE(old, nullptr);
  EXPECT_EQ(old->secret, before->signing().secret);
  EXPECT_EQ(fs::status(file_).permissions(), kOwnerOnly);
  EXPECT_EQ(files(), 1U);
}

TEST_F(KeyFile, RotationForgetsTheOldestOfTooMany) {
  const auto first = load_or_make_keys(file_);
  for (std::size_t i = 0; i < kMaxKeys; ++i) ASSERT_TRUE(rotate_keys(file_));
  const auto last = load_or_make_keys(file_);
  ASSERT_TRUE(first && last);
  EXPECT_EQ(last->keys().size(), kMaxKeys);
  EXPECT_EQ(last->find(first->signing().kid), nullptr);
}

TEST_F(KeyFile, RotationOfNothingIsRefused) {
  EXPECT_FALSE(rotate_keys(file_));
  EXPECT_FALSE(fs::exists(file_));
}

TEST(ConfiguredKey, TextIsTakenAsItIsAndBase64urlIsDecoded) {
  const std::string bytes = random_bytes(32);
  const auto encoded = key_from_config(encode_base64url(bytes));
  const auto plain = key_from_config("a plain text of at least thirty-two bytes");
  ASSERT_TRUE(encoded && plain);
  EXPECT_EQ(encoded->signing().secret, bytes);
  EXPECT_EQ(plain->signing().secret, "a plain text of at least thirty-two bytes");
}

TEST(ConfiguredKey, TheSameSecretIsTheSameKeyAndAnotherIsAnother) {
  const std::string secret = random_hex(32);
  const auto first = key_from_config(secret);
  const auto again = key_from_config(secret);
  const auto other = key_from_config(random_hex(32));
  ASSERT_TRUE(first && again && other);
  EXPECT_EQ(first->signing().kid, again->signing().kid);
  EXPECT_NE(first->signing().kid, other->signing().kid);
}

TEST(ConfiguredKey, WeakOnesAreRefusedWithASentenceThatDoesNotRepeatThem) {
  for (const std::string& weak :
       {std::string("hunter2"), std::string("changemechangemechangemechangeme"),
        std::string(40, 'k')}) {
    const auto ring = key_from_config(weak);
    ASSERT_FALSE(ring) << weak;
    EXPECT_EQ(ring.error().find(weak), std::string::npos);
    EXPECT_TRUE(ring.error().starts_with("The configured signing secret is "));
  }
}

// Orchestrators give the file modes of their own, and most end its line.
TEST_F(KeyFile, ASecretHasAFileOfItsOwn) {
  const std::string secret = "0f8Zp2!xL#vQ7rT9uW1yB3nM5cD6eG8h";
  const auto wanted = key_from_config(secret)->signing();
  for (const std::string end : {"", "\n", "\r\n"}) {
    write(secret + end);
    fs::permissions(file_, fs::perms::owner_read | fs::perms::others_read);
    const auto ring = key_from_file(file_);
    ASSERT_TRUE(ring) << ring.error();
    EXPECT_EQ(ring->signing().secret, wanted.secret);
    EXPECT_EQ(ring->signing().kid, wanted.kid);
    fs::remove(file_);
  }
}

TEST_F(KeyFile, ASecretFileThatCanNotBeUsedIsNamedAndItsContentIsNot) {
  const auto refused = [&](const std::string& text) {
    write(text);
    const auto ring = key_from_file(file_);
    EXPECT_FALSE(ring) << text;
    return ring ? "accepted" : ring.error();
  };
  for (const std::string& text : {std::string(), std::string("\n"), std::string("hush-hush\n"),
                                  std::string(129 * 1024, 'x')}) {
    const std::string sentence = refused(text);
    EXPECT_NE(sentence.find(file_.string()), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find("hush"), std::string::npos) << sentence;
  }
  const std::string secret = "0f8Zp2!xL#vQ7rT9uW1yB3nM5cD6eG8h";
  for (const std::string& text : {secret + "\n\n", secret + "\r\n\r\n", secret + "\n" + secret,
                                  "\n" + secret, secret + "\rx", secret + "\n\r"}) {
    const std::string sentence = refused(text);
    EXPECT_NE(sentence.find("more than one line"), std::string::npos) << sentence;
    EXPECT_EQ(sentence.find(secret), std::string::npos) << sentence;
  }
  fs::remove(file_);
  EXPECT_NE(key_from_file(file_).error().find("does not exist"), std::string::npos);
  fs::create_directory(file_);
  EXPECT_NE(key_from_file(file_).error().find("not a regular file"), std::string::npos);
  fs::remove(file_);
}

}  // namespace
}  // namespace asq::auth
