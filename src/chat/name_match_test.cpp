#include "chat/name_match.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace asq::chat {
namespace {

NameMatch match(std::string_view name, std::string_view query) {
  return match_name(fold_name(name), nfkc_casefold(query));
}

TEST(NameMatch, CaseAndCompatibilityFormsDoNotMatter) {
  EXPECT_EQ(match("Макс", "МАКС"), NameMatch::exact);
  EXPECT_EQ(match("Straße", "STRASSE"), NameMatch::exact);
  EXPECT_EQ(match("ｍａｋｓ", "maks"), NameMatch::exact);
}

TEST(NameMatch, ExactBeatsPrefixBeatsWordStartBeatsSubstring) {
  EXPECT_EQ(match("maks", "maks"), NameMatch::exact);
  EXPECT_EQ(match("maks & co", "maks"), NameMatch::prefix);
  EXPECT_EQ(match("team maks", "maks"), NameMatch::word_start);
  EXPECT_EQ(match("climaks", "maks"), NameMatch::substring);
  EXPECT_EQ(match("dima", "maks"), NameMatch::none);
  EXPECT_LT(NameMatch::substring, NameMatch::word_start);
  EXPECT_LT(NameMatch::word_start, NameMatch::prefix);
  EXPECT_LT(NameMatch::prefix, NameMatch::exact);
}

// Every name begins with nothing: a search for a zero-width space found the newest chat.
TEST(NameMatch, AQueryThatFoldsToNothingMatchesNothing) {
  for (const char* query : {"", "\u200b", "\u00ad\u2060"}) {
    EXPECT_EQ(match("maks", query), NameMatch::none) << query;
    EXPECT_EQ(match("\u200b", query), NameMatch::none) << query;
  }
}

TEST(NameMatch, AWordStartBehindASubstringIsStillAWordStart) {
  EXPECT_EQ(match("climaks maks", "maks"), NameMatch::word_start);
}

}  // namespace
}  // namespace asq::chat
