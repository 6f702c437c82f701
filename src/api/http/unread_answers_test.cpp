#include "api/http/unread_answers.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace asq::api {
namespace {

constexpr UserId kAnna{1};
constexpr UserId kBoris{2};

TEST(UnreadAnswers, CountsABodyUntilItsLastOwnerLetsGo) {
  UnreadAnswers unread(100);
  auto body = unread.count(kAnna, std::string(60, 'x'));
  auto also = body;
  body.reset();
  EXPECT_EQ(unread.of(kAnna), 60U);
  EXPECT_EQ(*also, std::string(60, 'x'));
  also.reset();
  EXPECT_EQ(unread.of(kAnna), 0U);
}

TEST(UnreadAnswers, FitsUpToTheBoundForEachAccount) {
  UnreadAnswers unread(100);
  const auto body = unread.count(kAnna, std::string(60, 'x'));
  EXPECT_TRUE(unread.check(kAnna, 40));
  EXPECT_FALSE(unread.check(kAnna, 41));
  EXPECT_TRUE(unread.check(kBoris, 41));
}

TEST(UnreadAnswers, WhoWaitsForNothingGetsAnAnswerOfAnySize) {
  UnreadAnswers unread(100);
  EXPECT_TRUE(unread.check(kAnna, 1000));
  const auto body = unread.count(kAnna, std::string(1000, 'x'));
  EXPECT_FALSE(unread.check(kAnna, 0));
}

TEST(UnreadAnswers, ABodyMayOutliveTheCount) {
  std::optional<UnreadAnswers> unread(std::in_place, 100);
  const auto body = unread->count(kAnna, "text");
  unread.reset();
  EXPECT_EQ(*body, "text");
}

}  // namespace
}  // namespace asq::api
