#include "wire/cursor.hpp"

#include <gtest/gtest.h>

#include <set>

namespace asq::wire {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

TEST(Cursor, ComesBackAsItWas) {
  std::set<std::string> spellings;
  for (const std::uint64_t epoch : {std::uint64_t{0}, std::uint64_t{1}, kMaxEpoch}) {
    for (const std::int64_t position : {std::int64_t{0}, std::int64_t{1}, INT64_MAX}) {
      const Cursor cursor{epoch, LogPosition(position)};
      const std::string text = encode_cursor(cursor);
      EXPECT_EQ(text.size(), 24U);
      EXPECT_EQ(decode_cursor(text), cursor);
      spellings.insert(text);
    }
  }
  EXPECT_EQ(spellings.size(), 9U);
}

// Whatever one character is changed to, left out or added: it is another cursor's spelling or none.
TEST(Cursor, ADamagedOneIsNone) {
  const std::string good = encode_cursor({0x123456789abc, LogPosition(987'654'321)});
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (const char c : kDigits) {
      std::string text = good;
      text[i] = c;
      EXPECT_EQ(decode_cursor(text).has_value(), text == good) << text;
    }
    std::string text = good;
    EXPECT_FALSE(decode_cursor(text.erase(i, 1)));
    text = good;
    EXPECT_FALSE(decode_cursor(text.insert(i, 1, 'A')));
    for (const char c : {'+', '/', '=', ' ', '\0', '\n'}) {
      text = good;
      text[i] = c;
      EXPECT_FALSE(decode_cursor(text));
    }
  }
}

TEST(Cursor, OtherTextIsNone) {
  for (const std::string_view text : {"", "0", "null", "AAAAAAAAAAAAAAAAAAAAAAAA",
                                      "________________________", "12345678901234567890123"}) {
    EXPECT_FALSE(decode_cursor(text)) << text;
  }
  EXPECT_FALSE(decode_cursor(std::string(1'000'000, 'A')));
}

}  // namespace
}  // namespace asq::wire
