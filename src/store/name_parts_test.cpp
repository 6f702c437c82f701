#include "store/name_parts.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/utf8.hpp"

namespace asq::store {
namespace {

std::optional<PartPlace> place(const char* name, const char* handle, const char* part) {
  return place_of_part(fold_name(name), handle, part);
}

TEST(NameParts, ThePlaceIsTheBestOfHandleAndName) {
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "iv"), PartPlace::handle);
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "ив"), PartPlace::name);
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "пе"), PartPlace::word);
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "pe"), PartPlace::word);
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "тров"), PartPlace::inside);
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "n.pe"), PartPlace::inside);
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "ро"), std::nullopt) << "two inside a word";
  EXPECT_EQ(place("Иван Петров", "ivan.petrov", "сидоров"), std::nullopt);
}

// What the index finds is what place_of_part() says, for each part of up to twelve characters.
TEST(NameParts, BeginWithWhateverStandsInAName) {
  const FoldedName name = fold_name("Анна-Лена Грос 🚀 ﷺ");
  const std::string handle = "anna_lena.gros";
  const auto parts = parts_of(name, handle);
  EXPECT_TRUE(std::ranges::is_sorted(parts));
  const auto best = [&](std::string_view part) -> std::optional<PartPlace> {
    for (const NamePart& one : parts) {
      const bool too_short =
          one.place == PartPlace::inside && count_code_points(part) < kLeastInside;
      if (one.text.starts_with(part) && !too_short) return one.place;
    }
    return std::nullopt;
  };
  for (const std::string& text : {name.text, handle}) {
    for (std::size_t at = 0; at < text.size();) {
      for (std::size_t end = at; end < text.size();) {
        end += first_character_size(std::string_view(text).substr(end));
        const std::string_view part = std::string_view(text).substr(at, end - at);
        const std::size_t characters = count_code_points(part);
        if (characters < 2 || characters > kPartCharacters) continue;
        EXPECT_EQ(best(part), place_of_part(name, handle, part)) << part;
      }
      at += first_character_size(std::string_view(text).substr(at));
    }
  }
}

// Eight characters fold to 18 each: the 129th is the third of the last.
TEST(NameParts, BehindThe128thCharacterNothingIsFound) {
  std::string text;
  for (int i = 0; i < 7; ++i) text += "\ufdfa";
  const FoldedName name = fold_name(text + "abc");
  ASSERT_EQ(count_code_points(name.text), 129U);
  for (const NamePart& part : parts_of(name, "maks")) EXPECT_FALSE(part.text.contains("abc"));
  EXPECT_EQ(place_of_part(name, "maks", "abc"), std::nullopt);
  EXPECT_NE(place_of_part(name, "maks", fold_name("\ufdfa").text), std::nullopt);
  EXPECT_EQ(place_of_part(fold_name(text + "ab"), "maks", "\u0645 ab"), std::nullopt);
  EXPECT_EQ(place_of_part(name, "abc", "abc"), PartPlace::handle);
  EXPECT_TRUE(is_whole(name, "abc", "abc"));
  EXPECT_TRUE(is_whole(name, "abc", name.text));
  EXPECT_FALSE(is_whole(name, "abc", "ab"));
}

TEST(NameParts, AreEachOnceAndBounded) {
  const auto parts = parts_of(fold_name("maks"), "maks");
  EXPECT_EQ(parts, (std::vector<NamePart>{{PartPlace::handle, "maks"},
                                          {PartPlace::name, "maks"},
                                          {PartPlace::inside, "aks"}}));
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += "\ufdfa";  // each folds to 18 characters
  EXPECT_LE(parts_of(fold_name(longest), "maks").size(), kPartedCharacters + 2);
}

}  // namespace
}  // namespace asq::store
