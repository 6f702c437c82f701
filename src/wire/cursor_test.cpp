#include "wire/cursor.hpp"

#include <gtest/gtest.h>

#include <set>

#include "wire/checked_bytes.hpp"

namespace asq::wire {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const Cursor kCursor{0x123456789abc, LogPosition(987'654'321)};

// As servers gave it before cursors had a version.
std::string encode_without_version(const Cursor& cursor) {
  std::string bytes;
  append_bytes(bytes, cursor.epoch, 6);
  append_bytes(bytes, static_cast<std::uint64_t>(cursor.position.value()), 8);
  return encode_checked("", bytes);
}

std::string encode_as_version(char version, std::uint64_t position) {
  std::string bytes(1, version);
  append_bytes(bytes, kCursor.epoch, 6);
  append_bytes(bytes, position, 8);
  return encode_checked("", bytes);
}

TEST(Cursor, ComesBackAsItWas) {
  std::set<std::string> spellings;
  for (const std::uint64_t epoch : {std::uint64_t{0}, std::uint64_t{1}, kMaxEpoch}) {
    for (const std::int64_t position : {std::int64_t{0}, std::int64_t{1}, INT64_MAX}) {
      const Cursor cursor{epoch, LogPosition(position)};
      const std::string text = encode_cursor(cursor);
      EXPECT_EQ(text.size(), 26U);
      EXPECT_EQ(decode_cursor(text), cursor);
      spellings.insert(text);
    }
  }
  EXPECT_EQ(spellings.size(), 9U);
}

// Clients kept cursors while the server was upgraded; this one is from a server of before.
TEST(Cursor, OneWithoutAVersionIsReadAsEver) {
  EXPECT_EQ(encode_without_version(kCursor), "EjRWeJq8AAAAADreaLF3GgMG");
  EXPECT_EQ(decode_cursor("EjRWeJq8AAAAADreaLF3GgMG"), kCursor);
  for (const std::int64_t position : {std::int64_t{0}, INT64_MAX}) {
    const Cursor cursor{kMaxEpoch, LogPosition(position)};
    EXPECT_EQ(decode_cursor(encode_without_version(cursor)), cursor);
  }
  EXPECT_EQ(encode_cursor(kCursor), "ARI0VniavAAAAAA63mixyImizg");
}

TEST(Cursor, OfAnotherVersionIsNone) {
  EXPECT_EQ(encode_as_version(1, 987'654'321), encode_cursor(kCursor));
  for (const char version : {'\0', '\2', '\x7F', '\xFF'}) {
    EXPECT_FALSE(decode_cursor(encode_as_version(version, 987'654'321)));
  }
}

TEST(Cursor, OfAPositionThatIsNoneIsNone) {
  for (const std::uint64_t position : {std::uint64_t{1} << 63U, UINT64_MAX}) {
    EXPECT_FALSE(decode_cursor(encode_as_version(1, position)));
  }
}

// Whatever one character is changed to, left out or added: it is another cursor's spelling or none.
TEST(Cursor, ADamagedOneIsNone) {
  for (const std::string& good : {encode_cursor(kCursor), encode_without_version(kCursor)}) {
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
}

TEST(Cursor, OtherTextIsNone) {
  for (const std::string_view text :
       {"", "0", "null", "AAAAAAAAAAAAAAAAAAAAAAAA", "________________________",
        "12345678901234567890123", "AAAAAAAAAAAAAAAAAAAAAAAAAA", "__________________________"}) {
    EXPECT_FALSE(decode_cursor(text)) << text;
  }
  EXPECT_FALSE(decode_cursor(std::string(1'000'000, 'A')));
}

}  // namespace
}  // namespace asq::wire
