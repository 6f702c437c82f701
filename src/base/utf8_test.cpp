#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "support/utf8_of.hpp"

namespace asq {
namespace {

using namespace std::string_view_literals;
using test::utf8_of;

// Fed at once; fed byte by byte it must be the same.
bool valid(std::string_view text) {
  Utf8Validator utf8;
  const bool at_once = utf8.feed(text) && utf8.complete();
  Utf8Validator bytewise;
  bool taken = true;
  for (std::size_t at = 0; at < text.size(); ++at) taken = bytewise.feed(text.substr(at, 1));
  EXPECT_EQ(taken && bytewise.complete(), at_once) << testing::PrintToString(text);
  return at_once;
}

TEST(Utf8Validator, takes_the_edges_of_every_length) {
  for (const std::string text :
       {"", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "κόσμε 🙂 שלום"}) {
    EXPECT_TRUE(valid(text)) << text;
  }
  EXPECT_TRUE(valid(std::string(3, '\0')));
}

// RFC 3629 section 3: overlong forms, surrogates, above U+10FFFF, stray and missing bytes.
TEST(Utf8Validator, refuses_what_rfc_3629_forbids) {
  for (const std::string text : {"\x80",
                                 "\xBF",
                                 "\xC0\x80",
                                 "\xC1\xBF",
                                 "\xE0\x80\x80",
                                 "\xE0\x9F\xBF",
                                 "\xED\xA0\x80",
                                 "\xED\xBF\xBF",
                                 "\xF0\x80\x80\x80",
                                 "\xF0\x8F\xBF\xBF",
                                 "\xF4\x90\x80\x80",
                                 "\xF5",
                                 "\xFE",
                                 "\xFF",
                                 "\xC2",
                                 "\xE1\x80",
                                 "\xF1\x80\x80",
                                 "\xC2\x41",
                                 "\xE1\x80\x41",
                                 "\xF1\x80\x80\x41",
                                 "12345678\x80"}) {
    EXPECT_FALSE(valid(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8Validator, says_so_at_the_first_byte_that_cannot_be_mended) {
  Utf8Validator utf8;
  EXPECT_TRUE(utf8.feed("\xF4"));
  EXPECT_FALSE(utf8.complete());
  EXPECT_FALSE(utf8.feed("\x90"));
  EXPECT_FALSE(utf8.feed("a")) << "for good";
}

TEST(Utf8Validator, goes_on_over_any_split) {
  const std::string text = "plain ascii first, then κόσμε 🙂 and ascii at the end";
  for (std::size_t at = 0; at <= text.size(); ++at) {
    Utf8Validator utf8;
    EXPECT_TRUE(utf8.feed(std::string_view(text).substr(0, at))) << at;
    EXPECT_TRUE(utf8.feed(std::string_view(text).substr(at))) << at;
    EXPECT_TRUE(utf8.complete()) << at;
  }
}

TEST(Utf8, EveryScalarValueIsValidAndNoOther) {
  for (char32_t c = 0; c < 0x200000; ++c) {
    const bool scalar = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    ASSERT_EQ(is_valid_utf8(utf8_of(c)), scalar) << static_cast<unsigned>(c);
  }
}

TEST(Utf8, RefusesIllFormedSequencesWhereverTheyStand) {
  const std::array bad = {"\x80"sv,
                          "\xBF"sv,
                          "\xC0\x80"sv,
                          "\xC1\xBF"sv,
                          "\xC2"sv,
                          "\xC2\x41"sv,
                          "\xE0\x9F\xBF"sv,
                          "\xE1\x80"sv,
                          "\xE1\x80\xC0"sv,
                          "\xED\xA0\x80"sv,
                          "\xF0\x8F\xBF\xBF"sv,
                          "\xF1\x80\x80"sv,
                          "\xF4\x90\x80\x80"sv,
                          "\xF5\x80\x80\x80"sv,
                          "\xFE"sv,
                          "\xFF"sv};
  for (const std::string_view sequence : bad) {
    for (std::size_t before = 0; before < 18; ++before) {
      const std::string text = std::string(before, 'a') + std::string(sequence) + "tail of ASCII";
      EXPECT_FALSE(is_valid_utf8(text)) << before;
      EXPECT_FALSE(is_valid_utf8(text.substr(0, before + sequence.size()))) << before;
    }
  }
}

TEST(Utf8, AcceptsMixedText) {
  EXPECT_TRUE(is_valid_utf8(""));
  EXPECT_TRUE(is_valid_utf8("\0"sv));
  EXPECT_TRUE(is_valid_utf8("abcdefgh привет 12345678 שלום 👩‍👩‍👧 konec"));
}

TEST(CodePoints, AreCountedNotBytes) {
  EXPECT_EQ(count_code_points(""), 0U);
  EXPECT_EQ(count_code_points("abc"), 3U);
  EXPECT_EQ(count_code_points("привет"), 6U);
  EXPECT_EQ(count_code_points("😀"), 1U);
  EXPECT_EQ(count_code_points("e\u0301"), 2U);
}

TEST(CodePoints, AreDecoded) {
  EXPECT_EQ(code_points("aя€😀"), (std::vector<char32_t>{U'a', U'я', U'€', U'😀'}));
  EXPECT_TRUE(code_points("").empty());
  EXPECT_EQ(code_point(""), U'\0');
  for (const char32_t c : {0x7FU, 0x80U, 0x7FFU, 0x800U, 0xFFFFU, 0x10000U, 0x10FFFFU}) {
    EXPECT_EQ(code_points(utf8_of(c)), std::vector<char32_t>{c}) << static_cast<unsigned>(c);
    EXPECT_EQ(code_point(utf8_of(c)), c) << static_cast<unsigned>(c);
  }
}

TEST(Utf8, TellsTheSizeOfTheFirstCharacter) {
  EXPECT_EQ(first_character_size("ab"), 1U);
  EXPECT_EQ(first_character_size("яb"), 2U);
  EXPECT_EQ(first_character_size("€\xFF"), 3U);
  EXPECT_EQ(first_character_size("😀😀"), 4U);
  EXPECT_EQ(first_character_size(""), 0U);
  EXPECT_EQ(first_character_size("\xF0\x9F\x98"), 0U) << "it is cut";
  EXPECT_EQ(first_character_size("\x80"), 0U);
  EXPECT_EQ(first_character_size("\xED\xA0\x80"), 0U) << "a surrogate";
}

TEST(Utf8, IsCutAtTheEndOfACharacter) {
  EXPECT_EQ(cut_at_character("a😀b", 100), "a😀b");
  EXPECT_EQ(cut_at_character("a😀b", 6), "a😀b");
  EXPECT_EQ(cut_at_character("a😀b", 5), "a😀");
  for (const std::size_t most : {4U, 3U, 2U, 1U}) EXPECT_EQ(cut_at_character("a😀b", most), "a");
  EXPECT_EQ(cut_at_character("😀", 3), "");
}

TEST(Utf8, LosesOneByteOrderMarkInFront) {
  const std::string mark = "\xEF\xBB\xBF";
  EXPECT_EQ(without_byte_order_mark(mark + "a"), "a");
  EXPECT_EQ(without_byte_order_mark(mark), "");
  for (const std::string& text : {std::string("a"), std::string(), "a" + mark, " " + mark,
                                  mark.substr(0, 2), mark.substr(1)}) {
    EXPECT_EQ(without_byte_order_mark(text), text);
  }
  EXPECT_EQ(without_byte_order_mark(mark + mark), mark);
}

TEST(ShownName, keeps_64_characters_whole) {
  EXPECT_EQ(shown_name(""), "");
  EXPECT_EQ(shown_name(std::string(63, 'a')), std::string(63, 'a'));
  EXPECT_EQ(shown_name(std::string(64, 'a')), std::string(64, 'a'));
  EXPECT_EQ(shown_name(std::string(65, 'a')), std::string(63, 'a') + "…");
  std::string wide;
  for (int i = 0; i < 1000; ++i) wide += "🙂";
  EXPECT_EQ(shown_name(wide), wide.substr(0, std::size_t{63} * 4) + "…");
  EXPECT_EQ(shown_name(wide.substr(0, std::size_t{64} * 4)), wide.substr(0, std::size_t{64} * 4));
}

}  // namespace
}  // namespace asq
