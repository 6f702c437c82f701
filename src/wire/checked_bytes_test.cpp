#include "wire/checked_bytes.hpp"

#include <gtest/gtest.h>

#include "base/base64url.hpp"

namespace asq::wire {
namespace {

using namespace std::string_literals;

TEST(CheckedBytes, ComeBackAsTheyWere) {
  for (const std::string& bytes :
       {""s, "\0"s, "a"s, "ab"s, "\xFF\0\xFF"s, std::string(1000, 'x')}) {
    const std::string text = encode_checked("label", bytes);
    EXPECT_EQ(decode_checked("label", text), bytes);
    EXPECT_EQ(decode_checked("lapel", text), std::nullopt) << "under another label";
  }
}

// The check value of CRC-32 (ISO 3309): clients keep these texts across versions of the server.
TEST(CheckedBytes, AreFollowedByTheirCrc32) {
  EXPECT_EQ(encode_checked("", "123456789"), encode_base64url("123456789\xCB\xF4\x39\x26"));
  EXPECT_EQ(encode_checked("1234", "56789"), encode_base64url("56789\xCB\xF4\x39\x26"));
}

TEST(CheckedBytes, OtherTextIsNone) {
  for (const std::string_view text :
       {"", "A", "AAAA", "AAAAA", "AAAAAA", "AAAAAAAA", "====", "я"}) {
    EXPECT_EQ(decode_checked("label", text), std::nullopt) << text;
  }
}

TEST(CheckedBytes, NumbersStandWithTheirMostSignificantByteFirst) {
  std::string bytes;
  append_bytes(bytes, 0x0102, 3);
  append_bytes(bytes, UINT64_MAX, 8);
  append_bytes(bytes, 0x1FF, 1);
  EXPECT_EQ(bytes, "\x00\x01\x02"s + std::string(9, '\xFF'));
  EXPECT_EQ(number_from(""), 0U);
  EXPECT_EQ(number_from(bytes.substr(0, 3)), 0x0102U);
  EXPECT_EQ(number_from(bytes.substr(3, 8)), UINT64_MAX);
}

}  // namespace
}  // namespace asq::wire
