// The bytes of an access token: a good one has no second spelling.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "auth/hmac.hpp"
#include "base/base64url.hpp"
#include "support/signed_token.hpp"

namespace asq::auth {
namespace {

using namespace asq::test;

// Other spellings of a good token, and other things that are not quite one.
TEST(AccessToken, TheFormIsExact) {
  const std::string good = fresh_token();
  const std::size_t first = good.find('.');
  const std::size_t second = good.rfind('.');
  const std::string header = good.substr(0, first);
  const std::string claims = good.substr(first + 1, second - first - 1);
  const std::string mac = good.substr(second + 1);
  const std::string signed_text = good.substr(0, second);
  ASSERT_EQ(outcome(good), "accepted");
  const std::vector<std::string> forms{
      "",
      ".",
      "..",
      "...",
      "garbage",
      header,
      signed_text,
      fmt::format("{}.", signed_text),
      fmt::format(".{}.{}", claims, mac),
      fmt::format("{}..{}", header, mac),
      fmt::format(".{}", good),
      fmt::format("{}.", good),
      fmt::format("{}.{}", good, mac),
      fmt::format("{}=", good),
      fmt::format("{}=.{}.{}", header, claims, mac),
      fmt::format("{}.{}=.{}", header, claims, mac),
      fmt::format(" {}", good),
      fmt::format("{} ", good),
      fmt::format("{}\n", good),
      good + std::string(1, '\0'),
      fmt::format("{}. {}.{}", header, claims, mac),
      fmt::format("{}.{}", signed_text, mac.substr(0, 42)),
      fmt::format("{}A", good),
      fmt::format("{}{}", good, mac),
      fmt::format("Bearer {}", good),
  };
  for (const std::string& token : forms) EXPECT_NE(outcome(token), "accepted") << token;
}

TEST(AccessToken, OnlyTheKeySignsAndOnlyTheWholeText) {
  const std::string good = fresh_token();
  const std::string text = good.substr(0, good.rfind('.'));
  std::string without_dot = text;
  without_dot.erase(text.find('.'), 1);
  for (const std::string& mac : {auth::hmac_sha256("", text), auth::hmac_sha256("secret", text),
                                 auth::hmac_sha256(kKey.secret, without_dot),
                                 auth::hmac_sha256(text, kKey.secret), std::string(32, '\0')}) {
    EXPECT_EQ(outcome(fmt::format("{}.{}", text, encode_base64url(mac))), "bad_signature");
  }
}

TEST(AccessToken, AChangeOfAnyBitIsRefused) {
  const std::string good = fresh_token();
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string token = good;
      token[i] = static_cast<char>(token[i] ^ (1 << bit));
      ASSERT_NE(outcome(token), "accepted") << i << " " << bit;
    }
  }
}

// No second spelling: whatever single character is replaced, inserted or left out.
TEST(AccessToken, AChangeOfAnyCharacterIsRefused) {
  const std::string good = fresh_token();
  for (std::size_t i = 0; i <= good.size(); ++i) {
    for (const char c : {'A', 'Q', 'g', 'w', '-', '_', '+', '/', '=', '.', ' ', '\n', '\0'}) {
      std::string token = good;
      ASSERT_NE(outcome(token.insert(i, 1, c)), "accepted") << i << c;
      if (i == good.size() || good[i] == c) continue;
      token = good;
      token[i] = c;
      ASSERT_NE(outcome(token), "accepted") << i << c;
    }
    if (i < good.size()) {
      std::string token = good;
      ASSERT_NE(outcome(token.erase(i, 1)), "accepted") << i;
    }
    ASSERT_EQ(outcome(good.substr(0, i)) == "accepted", i == good.size());
  }
}

// A claim of padding brings a rightly signed token to exactly the size asked for.
std::string token_of_size(std::size_t size) {
  for (std::size_t pad = 0; pad < size; ++pad) {
    const std::string padding = fmt::format("\"{}\"", std::string(pad, 'p'));
    std::string token = signed_token(kHeader, claims_with("padding", padding));
    if (token.size() == size) return token;
    // One character more in the header shifts what the groups of four can reach.
    std::string spaced = signed_token(fmt::format("{} ", kHeader), claims_with("padding", padding));
    if (spaced.size() == size) return spaced;
  }
  return {};
}

TEST(AccessToken, AtMost2048Bytes) {
  ASSERT_EQ(token_of_size(2048).size(), 2048U);
  EXPECT_EQ(outcome(token_of_size(2048)), "accepted");
  ASSERT_EQ(token_of_size(2049).size(), 2049U);
  EXPECT_EQ(outcome(token_of_size(2049)), "malformed");
  EXPECT_EQ(outcome(std::string(1'000'000, 'A')), "malformed");
}

}  // namespace
}  // namespace asq::auth
