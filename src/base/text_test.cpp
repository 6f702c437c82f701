#include "base/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <thread>
#include <vector>

namespace asq {
namespace {

using namespace std::string_view_literals;

// Encodes any value below 2^21, surrogates included, in the shortest form.
std::string encode(char32_t c) {
  const auto tail = [c](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | (c >> 6)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | (c >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

TEST(Utf8, EveryScalarValueIsValidAndNoOther) {
  for (char32_t c = 0; c < 0x200000; ++c) {
    const bool scalar = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    ASSERT_EQ(is_valid_utf8(encode(c)), scalar) << static_cast<unsigned>(c);
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

TEST(ControlCharacters, AreC0DelAndC1) {
  for (char32_t c = 0; c < 0x3000; ++c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    ASSERT_EQ(has_control_character("a" + encode(c) + "b"), control) << static_cast<unsigned>(c);
  }
}

TEST(NfkcCasefold, FoldsCaseOfAnyScript) {
  EXPECT_EQ(nfkc_casefold("МАКС"), nfkc_casefold("Макс"));
  EXPECT_EQ(nfkc_casefold("Straße"), "strasse");
  EXPECT_EQ(nfkc_casefold("ΣΊΣΥΦΟΣ"), nfkc_casefold("σίσυφος"));
}

TEST(NfkcCasefold, FoldsCompatibilityForms) {
  EXPECT_EQ(nfkc_casefold("ＡＢＣ"), "abc");
  EXPECT_EQ(nfkc_casefold("ﬁn"), "fin");
  EXPECT_EQ(nfkc_casefold("e\u0301"), "\u00e9");
  EXPECT_EQ(nfkc_casefold("so\u00adft"), "soft");
}

TEST(NfkcCasefold, IsIdempotentForEveryCodePoint) {
  for (char32_t c = 1; c < 0x20000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string once = nfkc_casefold(encode(c));
    ASSERT_EQ(nfkc_casefold(once), once) << static_cast<unsigned>(c);
  }
}

TEST(WordStart, MatchesOnlyWhereAWordBegins) {
  EXPECT_TRUE(contains_at_word_start("team chat", "chat"));
  EXPECT_TRUE(contains_at_word_start("team chat", "ch"));
  EXPECT_TRUE(contains_at_word_start("team chat", "team c"));
  EXPECT_FALSE(contains_at_word_start("team chat", "hat"));
  EXPECT_FALSE(contains_at_word_start("team chat", " chat"));
  EXPECT_FALSE(contains_at_word_start("team", "team chat"));
}

TEST(WordStart, KnowsWordsOfUax29) {
  EXPECT_TRUE(contains_at_word_start("наш новый чат", "чат"));
  EXPECT_FALSE(contains_at_word_start("самовар", "вар"));
  EXPECT_TRUE(contains_at_word_start("maks&co", "co"));
  EXPECT_FALSE(contains_at_word_start("can't", "t"));       // MidNumLet does not break
  EXPECT_FALSE(contains_at_word_start("3.14", "14"));       // nor between digits
  EXPECT_TRUE(contains_at_word_start("north-west", "we"));  // a hyphen does
  EXPECT_TRUE(contains_at_word_start("chat chatter", "chatt"));
}

TEST(WordStart, AnEmptyNeedleIsEverywhere) {
  EXPECT_TRUE(contains_at_word_start("", ""));
  EXPECT_TRUE(contains_at_word_start("a", ""));
  EXPECT_FALSE(contains_at_word_start("", "a"));
}

TEST(WordStart, EachThreadHasItsOwnIterator) {
  std::vector<int> found(4, 0);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&found, i] {
      for (int round = 0; round < 200; ++round) {
        found[i] += contains_at_word_start("один два три", "три") ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, std::vector<int>(4, 200));
}

}  // namespace
}  // namespace asq
