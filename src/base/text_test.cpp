#include "base/text.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "support/utf8_of.hpp"

namespace asq {
namespace {

using namespace std::string_view_literals;
using test::utf8_of;

TEST(Trim, CutsWhiteSpaceAtBothEndsAndNothingElse) {
  EXPECT_EQ(trim("maks"), "maks");
  EXPECT_EQ(trim("  maks & co\t\r\n"), "maks & co");
  EXPECT_EQ(trim("\u00a0\u3000Макс\u2003\u2028\u0085"), "Макс");
  EXPECT_EQ(trim("é"), "é");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim(" \u2009\n"), "");
  EXPECT_EQ(trim("\u200bmaks\u2060"), "\u200bmaks\u2060") << "no white space";
}

TEST(HasWhiteSpace, FindsItAnywhere) {
  for (const char* text : {" maks", "maks\u00a0", "ma\u2003ks", "ма\u2028кс", "\u200b\u3000maks"}) {
    EXPECT_TRUE(has_white_space(text)) << text;
  }
  for (const char* text : {"", "maks", "\u200bмакс\u2060", "\u180emaks"}) {
    EXPECT_FALSE(has_white_space(text)) << text;
  }
}

// The 25 of PropList.txt.
TEST(Trim, KnowsTheWhiteSpaceOfUnicode) {
  std::vector<char32_t> white;
  for (char32_t c = 0; c < 0x110000; ++c) {
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (!surrogate && trim(utf8_of(c)).empty()) white.push_back(c);
  }
  EXPECT_EQ(white, (std::vector<char32_t>{0x09,   0x0A,   0x0B,   0x0C,   0x0D,   0x20,   0x85,
                                          0xA0,   0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004,
                                          0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028,
                                          0x2029, 0x202F, 0x205F, 0x3000}));
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
    const std::string once = nfkc_casefold(utf8_of(c));
    ASSERT_EQ(nfkc_casefold(once), once) << static_cast<unsigned>(c);
  }
}

TEST(WordStart, MatchesOnlyWhereAWordBegins) {
  EXPECT_TRUE(contains_at_word_start(fold_name("team chat"), "chat"));
  EXPECT_TRUE(contains_at_word_start(fold_name("team chat"), "ch"));
  EXPECT_TRUE(contains_at_word_start(fold_name("team chat"), "team c"));
  EXPECT_FALSE(contains_at_word_start(fold_name("team chat"), "hat"));
  EXPECT_FALSE(contains_at_word_start(fold_name("team chat"), " chat"));
  EXPECT_FALSE(contains_at_word_start(fold_name("team"), "team chat"));
}

TEST(WordStart, KnowsWordsOfUax29) {
  EXPECT_TRUE(contains_at_word_start(fold_name("наш новый чат"), "чат"));
  EXPECT_FALSE(contains_at_word_start(fold_name("самовар"), "вар"));
  EXPECT_TRUE(contains_at_word_start(fold_name("maks&co"), "co"));
  EXPECT_FALSE(contains_at_word_start(fold_name("can't"), "t"));       // MidNumLet does not break
  EXPECT_FALSE(contains_at_word_start(fold_name("3.14"), "14"));       // nor between digits
  EXPECT_TRUE(contains_at_word_start(fold_name("north-west"), "we"));  // a hyphen does
  EXPECT_TRUE(contains_at_word_start(fold_name("chat chatter"), "chatt"));
}

TEST(WordStart, AnEmptyNeedleIsEverywhere) {
  EXPECT_TRUE(contains_at_word_start(fold_name(""), ""));
  EXPECT_TRUE(contains_at_word_start(fold_name("a"), ""));
  EXPECT_FALSE(contains_at_word_start(fold_name(""), "a"));
}

TEST(FoldedName, SaysWhereItsWordsBegin) {
  EXPECT_EQ(fold_name("Team Chat"), (FoldedName{"team chat", "0 5"}));
  EXPECT_EQ(fold_name("— Наш «Чат»"), (FoldedName{"— наш «чат»", "4 13"}));
  EXPECT_EQ(fold_name(""), FoldedName());
  EXPECT_EQ(fold_name("..."), (FoldedName{"...", ""}));
  EXPECT_EQ(fold_name(" \u00a0Team\u3000"), (FoldedName{"team", "0"})) << "as names were once kept";
}

TEST(WordStart, EachThreadHasItsOwnIterator) {
  std::vector<int> found(4, 0);
  std::vector<std::thread> threads;
  threads.reserve(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    threads.emplace_back([&found, i] {
      for (int round = 0; round < 200; ++round) {
        found[i] += contains_at_word_start(fold_name("один два три"), "три") ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, std::vector<int>(4, 200));
}

}  // namespace
}  // namespace asq
