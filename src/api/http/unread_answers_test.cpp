#include "api/http/unread_answers.hpp"

#include <gtest/gtest.h>

#include "model/payer.hpp"
#include "support/people.hpp"

namespace asq::api {
namespace {

using test::kAnna;
using test::kBoris;

struct Ground {
  std::shared_ptr<net::HeldBytes> held = std::make_shared<net::HeldBytes>(net::HeldBytes::Options{
      .input = {}, .output = {.per_account = 100, .per_address = 0, .in_all = 1000}});
  UnreadAnswers unread{held};

  void hold(UserId user, std::size_t bytes) {
    (void)held->hold({.account = Payer(user).value(), .address = 0}, net::Held::output, bytes);
  }
};

TEST(UnreadAnswers, FitsUpToTheBoundForEachAccount) {
  Ground ground;
  ground.hold(kAnna, 60);
  EXPECT_TRUE(ground.unread.check(kAnna, 39));
  EXPECT_TRUE(ground.unread.check(kAnna, 40));
  const auto refused = ground.unread.check(kAnna, 41);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::rate_limited);
  EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(1));
  EXPECT_TRUE(ground.unread.check(kBoris, 41));
}

TEST(UnreadAnswers, WhoWaitsForNothingGetsAnAnswerOfAnySize) {
  Ground ground;
  EXPECT_TRUE(ground.unread.check(kAnna, 900));
  ground.hold(kAnna, 900);
  EXPECT_FALSE(ground.unread.check(kAnna, 0));
}

TEST(UnreadAnswers, SaysThatTheServerIsFullToWhoWaitsForNothing) {
  Ground ground;
  ground.hold(kAnna, 999);
  EXPECT_TRUE(ground.unread.check(kBoris, 1));
  const auto refused = ground.unread.check(kBoris, 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::overloaded);
  EXPECT_TRUE(refused.error().retry_after);
}

}  // namespace
}  // namespace asq::api
