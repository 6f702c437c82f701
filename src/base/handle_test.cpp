#include "base/handle.hpp"

#include <gtest/gtest.h>

#include <set>

namespace asq {
namespace {

using namespace std::string_view_literals;

TEST(Handle, HasThreeToThirtyTwoOfItsCharactersAndNoDotsAtTheEndsOrTogether) {
  for (const std::string_view good : {"abc"sv, "a.b"sv, "___"sv, "007"sv, "ivan.petrov_2"sv}) {
    EXPECT_TRUE(is_handle(good)) << good;
  }
  EXPECT_TRUE(is_handle(std::string(32, 'a')));
  EXPECT_FALSE(is_handle(std::string(33, 'a')));
  for (const std::string_view bad : {""sv, "ab"sv, ".abc"sv, "abc."sv, "a..b"sv, "Abc"sv, "a-b"sv,
                                     "a b"sv, "мак"sv, "@abc"sv, "abc\n"sv, "a\0c"sv}) {
    EXPECT_FALSE(is_handle(bad)) << bad;
  }
}

TEST(Handle, IsWrittenInSmallLetters) {
  EXPECT_EQ(with_small_letters("Ivan.PETROV_2"), "ivan.petrov_2");
  EXPECT_EQ(with_small_letters("Макс"), "Макс") << "of ASCII only";
}

TEST(Handle, OfSeveralPeopleIsReserved) {
  for (const std::string_view word : {"all"sv, "here"sv, "everyone"sv, "admin"sv}) {
    EXPECT_TRUE(is_reserved_handle(word)) << word;
  }
  EXPECT_FALSE(is_reserved_handle("admin2"));
  EXPECT_FALSE(is_reserved_handle("alla"));
}

TEST(Handle, IsMadeFromANameOfAnyScript) {
  const std::pair<std::string_view, std::string_view> kMade[] = {
      {"maks", "maks"},           {"Макс", "maks"},       {"Женя", "zhenya"},    {"Zoë", "zoe"},
      {"Γιώργος", "giorgos"},     {"漢字", "han_zi"},     {"Объект", "obyekt"},  {"Ｍａｘ", "max"},
      {"Anna-Lena", "anna_lena"}, {"Anna B.", "anna_b"},  {"Dr. Who", "dr.who"}, {"a...b", "a.b"},
      {"_x_ -- _y_", "x_y"},      {"O'Neil 🚀", "oneil"},
  };
  for (const auto& [name, handle] : kMade) EXPECT_EQ(handle_from(name), handle) << name;
}

TEST(Handle, IsCutAtItsLengthAndNotAtASeparator) {
  EXPECT_EQ(handle_from(std::string(40, 'a')), std::string(32, 'a'));
  EXPECT_EQ(handle_from(std::string(31, 'a') + " b"), std::string(31, 'a'));
}

TEST(Handle, IsNotMadeWhereFewerThanThreeCharactersAreLeft) {
  for (const std::string_view name :
       {""sv, "🇺🇦"sv, "a"sv, "Я"sv, "ab"sv, "---"sv, "..."sv, "___"sv, "\u200b"sv, "+1"sv}) {
    EXPECT_EQ(handle_from(name), "") << name;
  }
}

TEST(Handle, GetsTheNextNumberWhereItIsTaken) {
  std::set<std::string> taken;
  const auto next = [&](std::string_view wish) {
    std::string handle =
        free_handle(wish, [&](const std::string& h) { return !taken.contains(h); });
    EXPECT_TRUE(is_handle(handle)) << handle;
    EXPECT_TRUE(taken.insert(handle).second);
    return handle;
  };
  EXPECT_EQ(next("maks"), "maks");
  for (int i = 2; i < 300; ++i) EXPECT_EQ(next("maks"), "maks" + std::to_string(i));
  EXPECT_EQ(next("user17"), "user17");
  EXPECT_EQ(next("user17"), "user17_2") << "not that of account 172";
  EXPECT_EQ(next("admin"), "admin2");
  const std::string longest(32, 'a');
  EXPECT_EQ(next(longest), longest);
  EXPECT_EQ(next(longest), std::string(31, 'a') + "2");
}

// A hundred thousand of one name: each registration asks a few times.
TEST(Handle, IsFoundWithFewQuestions) {
  int asked = 0;
  const std::string handle = free_handle("anna", [&](const std::string& h) {
    ++asked;
    return h.size() > 4 && std::stol(h.substr(4)) > 100'000;
  });
  EXPECT_EQ(handle, "anna100001");
  EXPECT_LT(asked, 40);
}

TEST(Handle, HasWordsBetweenItsDotsAndUnderscores) {
  EXPECT_EQ(fold_handle("ivan.petrov_2"), (FoldedName{"ivan.petrov_2", "0 5 12"}));
  EXPECT_EQ(fold_handle("__x"), (FoldedName{"__x", "2"}));
  EXPECT_TRUE(contains_at_word_start(fold_handle("ivan.petrov"), "pet"));
}

TEST(Handle, OfANameWithoutLettersIsTheNumberOfItsAccount) {
  const auto free = [](const std::string& handle) { return handle != "user8"; };
  EXPECT_EQ(make_handle("", 7, free), "user7");
  EXPECT_EQ(make_handle("", 8, free), "user8_2");
  EXPECT_EQ(make_handle("maks", 9, free), "maks");
  EXPECT_EQ(make_handle("", 9'007'199'254'740'991, free), "user9007199254740991");
}

}  // namespace
}  // namespace asq
