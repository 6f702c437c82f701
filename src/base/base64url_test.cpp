#include "base/base64url.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <utility>

#include "base/random.hpp"

namespace asq {
namespace {

using namespace std::string_view_literals;

TEST(Base64url, VectorsOfRfc4648Section10) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kVectors{
      {{"", ""},
       {"f", "Zg"},
       {"fo", "Zm8"},
       {"foo", "Zm9v"},
       {"foob", "Zm9vYg"},
       {"fooba", "Zm9vYmE"},
       {"foobar", "Zm9vYmFy"}}};
  for (const auto& [bytes, text] : kVectors) {
    EXPECT_EQ(encode_base64url(bytes), text);
    EXPECT_EQ(decode_base64url(text), bytes);
  }
}

TEST(Base64url, VectorOfRfc7515AppendixC) {
  EXPECT_EQ(encode_base64url("\x03\xEC\xFF\xE0\xC1"sv), "A-z_4ME");
  EXPECT_EQ(decode_base64url("A-z_4ME"), "\x03\xEC\xFF\xE0\xC1"sv);
}

TEST(Base64url, EveryBytePairHasOneSpelling) {
  std::set<std::string> spellings;
  for (int value = 0; value < 65'536; ++value) {
    const std::string bytes{static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
    const std::string text = encode_base64url(bytes);
    ASSERT_EQ(decode_base64url(text), bytes);
    spellings.insert(text);
  }
  EXPECT_EQ(spellings.size(), 65'536U);
}

// 64^3 texts of three characters stand for 2^16 byte strings: the others must be refused.
TEST(Base64url, UnusedBitsMustBeZero) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  int accepted = 0;
  for (const char a : kAlphabet) {
    for (const char b : kAlphabet) {
      for (const char c : kAlphabet) accepted += decode_base64url(std::string{a, b, c}) ? 1 : 0;
    }
  }
  EXPECT_EQ(accepted, 65'536);
  EXPECT_FALSE(decode_base64url("Zh"));   // "f" with a bit set behind it
  EXPECT_FALSE(decode_base64url("Zm9"));  // "fo" likewise
}

TEST(Base64url, RefusesEveryOtherCharacter) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int c = 0; c < 256; ++c) {
    std::string text = "AAAA";
    text[2] = static_cast<char>(c);
    EXPECT_EQ(decode_base64url(text).has_value(), kAlphabet.contains(text[2])) << c;
  }
}

TEST(Base64url, RefusesPaddingWhitespaceAndImpossibleLengths) {
  for (const std::string_view text : {"Zg==", "Zg=", "Zm8=", "Zm9v\n", " Zm9v", "Zm 9v", "Z", "A",
                                      "Zm9vY", "AAAAA", "+/+/", "=", "===="}) {
    EXPECT_FALSE(decode_base64url(text)) << text;
  }
}

TEST(Base64url, RandomBytesComeBack) {
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string bytes = random_bytes(size);
    EXPECT_EQ(decode_base64url(encode_base64url(bytes)), bytes);
  }
}

}  // namespace
}  // namespace asq
