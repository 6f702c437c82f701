#include "base/emoji.hpp"

#include <gtest/gtest.h>
#include <unicode/ubrk.h>
#include <unicode/uniset.h>
#include <unicode/usetiter.h>
#include <unicode/utext.h>

#include <array>
#include <set>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "support/utf8_of.hpp"

namespace asq {
namespace {

using namespace std::string_view_literals;
using test::utf8_of;

// All emoji that Unicode recommends for general interchange, as this ICU knows them.
std::vector<std::string> recommended() {
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeSet set;
  set.applyIntPropertyValue(UCHAR_RGI_EMOJI, 1, status);
  EXPECT_TRUE(U_SUCCESS(status)) << u_errorName(status);
  std::vector<std::string> emoji;
  icu::UnicodeSetIterator each(set);
  while (each.next()) each.getString().toUTF8String(emoji.emplace_back());
  return emoji;
}

int grapheme_clusters(const std::string& text) {
  UErrorCode status = U_ZERO_ERROR;
  UText* view = utext_openUTF8(nullptr, text.data(), static_cast<int64_t>(text.size()), &status);
  UBreakIterator* breaks = ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status);
  ubrk_setUText(breaks, view, &status);
  EXPECT_TRUE(U_SUCCESS(status)) << u_errorName(status);
  int count = 0;
  while (ubrk_next(breaks) != UBRK_DONE) ++count;
  ubrk_close(breaks);
  utext_close(view);
  return count;
}

TEST(Emoji, EveryRecommendedOneIsOne) {
  const std::vector<std::string> emoji = recommended();
  ASSERT_GT(emoji.size(), 3000U);
  for (const std::string& one : emoji) {
    EXPECT_TRUE(is_one_emoji(one)) << one;
    EXPECT_EQ(grapheme_clusters(one), 1) << one;
  }
}

TEST(Emoji, TwoOfThemAreNotOne) {
  const std::vector<std::string> emoji = recommended();
  for (std::size_t i = 0; i < emoji.size(); i += 7) {
    EXPECT_FALSE(is_one_emoji("👍" + emoji[i])) << emoji[i];
    EXPECT_FALSE(is_one_emoji(emoji[i] + "👍")) << emoji[i];
    EXPECT_FALSE(is_one_emoji(emoji[i] + "a")) << emoji[i];
    EXPECT_FALSE(is_one_emoji(emoji[i] + "\u200d")) << emoji[i];
  }
}

TEST(Emoji, EveryKindIsOne) {
  constexpr std::array kinds = {"😀"sv,
                                "❤\ufe0f"sv,
                                "👍🏽"sv,
                                "🇺🇦"sv,
                                "3\ufe0f\u20e3"sv,
                                "3\u20e3"sv,
                                "👩‍👩‍👧"sv,
                                "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"sv,
                                "👩🏿‍❤️‍💋‍👩🏻"sv,
                                "🏳️‍🌈"sv};
  for (const std::string_view kind : kinds) EXPECT_TRUE(is_one_emoji(kind)) << kind;
}

// Many clients leave U+FE0F out.
TEST(Emoji, ASequenceWithoutTheEmojiStyleIsOne) {
  std::size_t sequences = 0;
  for (const std::string& one : recommended()) {
    const std::string bare = emoji_key(one);
    if (bare == one || code_points(bare).size() == 1) continue;
    EXPECT_TRUE(is_one_emoji(bare)) << bare;
    ++sequences;
  }
  EXPECT_GT(sequences, 100U);
}

TEST(Emoji, OneThatIsYoungerThanThisServerIsOne) {
  EXPECT_TRUE(is_one_emoji("\U0001fac6"));  // fingerprint, Unicode 16
  EXPECT_TRUE(is_one_emoji("\U0001faff"));  // no one's yet
}

// 🏴 with the tags that spell `word`, and the one that ends them.
std::string tagged(std::string_view word, const std::string& base = "🏴") {
  std::string emoji = base;
  for (const char c : word) emoji += utf8_of(0xE0000U + static_cast<unsigned char>(c));
  return emoji + "\U000e007f";
}

TEST(Emoji, OfTagsOnlyTheRecommendedFlagsAreOne) {
  for (const char* region : {"gbeng", "gbsct", "gbwls"}) {
    EXPECT_TRUE(is_one_emoji(tagged(region))) << region;
    EXPECT_TRUE(was_one_emoji(tagged(region))) << region;
    EXPECT_FALSE(is_one_emoji(tagged(region, "🏳"))) << region;
    EXPECT_FALSE(is_one_emoji(tagged(region, "🏴\u200d🏴"))) << region;
    EXPECT_FALSE(is_one_emoji(tagged(region) + "\u200d☠")) << region;
  }
  for (const char* word : {"ustx", "gb", "gbscx", "a", "secret"}) {
    EXPECT_FALSE(is_one_emoji(tagged(word))) << word;
    EXPECT_TRUE(was_one_emoji(tagged(word))) << word << ", and can be taken back";
  }
  EXPECT_FALSE(is_one_emoji(tagged("")));
  EXPECT_FALSE(is_one_emoji("🏴\U000e0067\U000e0062")) << "without an end";
  EXPECT_FALSE(was_one_emoji("🏴\U000e0067\U000e0062"));
  EXPECT_FALSE(was_one_emoji("a\U000e0067\U000e007f"));
}

TEST(EmojiKey, LeavesOutTheEmojiStyleAndNothingElse) {
  EXPECT_EQ(emoji_key("❤\ufe0f\u200d🔥"), "❤\u200d🔥");
  EXPECT_EQ(emoji_key("❤\u200d🔥"), "❤\u200d🔥");
  EXPECT_EQ(emoji_key("👍\ufe0f"), "👍");
  EXPECT_EQ(emoji_key("3\ufe0f\u20e3"), "3\u20e3");
  EXPECT_EQ(emoji_key(""), "");
  EXPECT_NE(emoji_key("👍🏽"), emoji_key("👍"));
}

// As Unicode lists them, an emoji and its spellings without some of its U+FE0F are one; two that it
// lists are two.
TEST(EmojiKey, TellsRecommendedOnesApart) {
  std::set<std::string> keys;
  for (const std::string& one : recommended()) {
    EXPECT_TRUE(keys.insert(emoji_key(one)).second) << one;
  }
}

TEST(Emoji, TextIsNone) {
  constexpr std::array texts = {""sv,
                                "a"sv,
                                "1"sv,
                                "#"sv,
                                "1\ufe0f"sv,
                                "ok"sv,
                                "❤"sv,
                                "©"sv,
                                "™"sv,
                                " 😀"sv,
                                "😀 "sv,
                                "🇺"sv,
                                "🇺🇦🇺"sv,
                                "\ufe0f"sv,
                                "\u200d"sv,
                                "👍👍"sv,
                                "😀a"sv,
                                "\0"sv,
                                "👍\0"sv,
                                "e\u0301"sv,
                                "漢"sv,
                                "\u20e3"sv,
                                "a\u20e3"sv,
                                "🍎🏽"sv,
                                "©\u200d®"sv,
                                "👩\u200d\u200d👩"sv,
                                "\u200d👩"sv,
                                "👩\u200d1"sv,
                                "1\ufe0f\u200d👩"sv};
  for (const std::string_view text : texts) EXPECT_FALSE(is_one_emoji(text)) << text;
}

TEST(Emoji, IllFormedOrEndlessTextIsNone) {
  EXPECT_FALSE(is_one_emoji("\xf0\x9f\x98"));
  EXPECT_FALSE(is_one_emoji("\xed\xa0\xbd\xed\xb8\x80"));  // 😀 as two surrogates
  std::string family = "👩";
  while (family.size() + 7 <= kMaxEmojiBytes) family += "\u200d👩";
  EXPECT_TRUE(is_one_emoji(family));
  EXPECT_FALSE(is_one_emoji(family + "\u200d👩"));
}

// What Unicode calls no emoji, and has given to something else, is none alone.
TEST(Emoji, NoOtherCodePointIsOne) {
  for (UChar32 c = 1; c < 0x110000; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    icu::UnicodeString(c).toUTF8String(text);
    const bool picture =
        u_hasBinaryProperty(c, UCHAR_EMOJI_PRESENTATION) != 0 ||
        (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) != 0 && u_charType(c) == U_UNASSIGNED);
    const bool half_a_flag = u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) != 0;
    ASSERT_EQ(is_one_emoji(text), picture && !half_a_flag) << c;
  }
}

}  // namespace
}  // namespace asq
