#include "api/http/rate_limits.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

using namespace std::chrono_literals;

class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_micros(0); }
  [[nodiscard]] SteadyTime steady() const override { return time; }
  SteadyTime time{1h};
};

RateOptions sends(double per_second, double burst) {
  RateOptions options;
  options.sends = {per_second, burst};
  return options;
}

TEST(RateLimits, ABurstThenTheRate) {
  ManualClock clock;
  RateLimits limits(sends(2, 3), clock);
  for (int left = 2; left >= 0; --left) {
    const Verdict verdict = limits.take_send(UserId(1));
    EXPECT_TRUE(verdict.allowed);
    EXPECT_EQ(verdict.limit, 3);
    EXPECT_EQ(verdict.remaining, left);
  }
  const Verdict refused = limits.take_send(UserId(1));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after, 1s);
  EXPECT_EQ(refused.reset, 2s);
  clock.time += 500ms;
  EXPECT_TRUE(limits.take_send(UserId(1)).allowed);
  EXPECT_FALSE(limits.take_send(UserId(1)).allowed);
}

TEST(RateLimits, ARefusalCostsNothing) {
  ManualClock clock;
  RateLimits limits(sends(1, 1), clock);
  EXPECT_TRUE(limits.take_send(UserId(1)).allowed);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(limits.take_send(UserId(1)).allowed);
  clock.time += 1s;
  EXPECT_TRUE(limits.take_send(UserId(1)).allowed);
}

TEST(RateLimits, EachAccountAndKindHasItsOwnBucket) {
  ManualClock clock;
  RateLimits limits(sends(1, 1), clock);
  EXPECT_TRUE(limits.take_send(UserId(1)).allowed);
  EXPECT_TRUE(limits.take_send(UserId(2)).allowed);
  EXPECT_TRUE(limits.take_request(UserId(1)).allowed);
  EXPECT_FALSE(limits.take_send(UserId(1)).allowed);
}

TEST(RateLimits, SeveralStrangersAreTakenAllOrNone) {
  ManualClock clock;
  RateLimits limits(RateOptions{}, clock);
  EXPECT_TRUE(limits.take_strangers(UserId(1), 20).allowed);
  EXPECT_FALSE(limits.take_strangers(UserId(1), 11).allowed);
  EXPECT_TRUE(limits.take_strangers(UserId(1), 10).allowed);
  EXPECT_FALSE(limits.take_strangers(UserId(1)).allowed);
  EXPECT_EQ(limits.most_strangers(), 30);
  RateOptions off;
  off.strangers = {};
  RateLimits none(off, clock);
  EXPECT_TRUE(none.take_strangers(UserId(1), 1000).allowed);
  EXPECT_GT(none.most_strangers(), 1000);
}

TEST(RateLimits, ThirtyStrangersAnHour) {
  ManualClock clock;
  RateLimits limits(RateOptions{}, clock);
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(limits.take_strangers(UserId(1)).allowed);
  const Verdict refused = limits.take_strangers(UserId(1));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after, 120s);
  EXPECT_TRUE(limits.take_strangers(UserId(2)).allowed);
  clock.time += 121s;
  EXPECT_TRUE(limits.take_strangers(UserId(1)).allowed);
  EXPECT_FALSE(limits.take_strangers(UserId(1)).allowed);
  RateOptions off;
  off.strangers = {};
  RateLimits none(off, clock);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(none.take_strangers(UserId(1)).allowed);
}

TEST(RateLimits, WhatIsGivenBackIsWhatWasTaken) {
  ManualClock clock;
  RateOptions options;
  options.memberships = {1, 3};
  RateLimits limits(options, clock);
  EXPECT_EQ(limits.take_membership(UserId(1), 2).remaining, 1);
  limits.give_back_membership(UserId(1), 2);
  EXPECT_EQ(limits.take_membership(UserId(1), 1).remaining, 2);
  limits.give_back_membership(UserId(1), 1);
  EXPECT_EQ(limits.take_membership(UserId(1), 1000).remaining, 0) << "what a bucket holds";
  limits.give_back_membership(UserId(1), 1000);
  EXPECT_EQ(limits.take_membership(UserId(1), 1).remaining, 2);
  options.memberships = {};
  RateLimits none(options, clock);
  none.give_back_membership(UserId(1), 1000);
  EXPECT_TRUE(none.take_membership(UserId(1), 1000).allowed);
}

TEST(RateLimits, ReceiptsAreLookedUpTenTimesAsOften) {
  ManualClock clock;
  RateLimits limits(sends(2, 3), clock);
  for (int i = 0; i < 30; ++i) EXPECT_TRUE(limits.take_look_up(UserId(1)).allowed) << i;
  EXPECT_FALSE(limits.take_look_up(UserId(1)).allowed);
  clock.time += 1s;
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(limits.take_look_up(UserId(1)).allowed) << i;
  EXPECT_FALSE(limits.take_look_up(UserId(1)).allowed);
  EXPECT_TRUE(limits.take_send(UserId(1)).allowed) << "another bucket";
}

TEST(RateLimits, ZeroSwitchesOneOff) {
  ManualClock clock;
  RateLimits limits(sends(0, 1), clock);
  for (int i = 0; i < 1000; ++i) {
    const Verdict verdict = limits.take_send(UserId(1));
    ASSERT_TRUE(verdict.allowed);
    ASSERT_FALSE(verdict.limited_route);
    ASSERT_TRUE(limits.take_look_up(UserId(1)).allowed);
  }
}

TEST(RateLimits, SlowRatesSayHowLongToWait) {
  ManualClock clock;
  RateOptions options;
  options.registers = {20.0 / 60, 1};
  RateLimits limits(options, clock);
  EXPECT_TRUE(limits.take_register("192.0.2.1").allowed);
  EXPECT_EQ(limits.take_register("192.0.2.1").retry_after, 3s);
  EXPECT_TRUE(limits.take_register("192.0.2.2").allowed);
  clock.time += 3s;
  EXPECT_TRUE(limits.take_register("192.0.2.1").allowed);
}

TEST(RateLimits, MoreAddressesThanThereIsRoomForShareABucket) {
  ManualClock clock;
  RateOptions options;
  options.tokens = {0.001, 1};
  RateLimits limits(options, clock);
  constexpr int kRoom = 16 * 16'384;
  int refused = 0;
  for (int i = 0; i < kRoom + 100'000; ++i) {
    if (!limits.take_token(std::to_string(i)).allowed) ++refused;
  }
  EXPECT_GT(refused, 0);
  clock.time += std::chrono::hours(10);
  EXPECT_TRUE(limits.take_token("new").allowed);
}

TEST(RateLimits, LogInsAreCountedPerEmailAndNamesPerAccount) {
  ManualClock clock;
  RateOptions options;
  options.logins = {1, 2};
  options.names = {0.5, 1};
  RateLimits limits(options, clock);
  EXPECT_TRUE(limits.take_login("anna@example.com").allowed);
  EXPECT_TRUE(limits.take_login("anna@example.com").allowed);
  EXPECT_FALSE(limits.take_login("anna@example.com").allowed);
  EXPECT_TRUE(limits.take_login("boris@example.com").allowed);
  EXPECT_TRUE(limits.take_name(UserId(1)).allowed);
  const Verdict refused = limits.take_name(UserId(1));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.retry_after, 2s);
  EXPECT_TRUE(limits.take_name(UserId(2)).allowed);
}

TEST(RateLimits, AnAmountIsTakenWholeOrNotAtAll) {
  ManualClock clock;
  RateLimits limits(sends(1, 10), clock);
  EXPECT_EQ(limits.take_send(UserId(1), 4).remaining, 6);
  const Verdict refused = limits.take_send(UserId(1), 7);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 6);
  EXPECT_EQ(refused.retry_after, 1s);
  EXPECT_EQ(limits.take_send(UserId(1), 7, 2).retry_after, 3s) << "two are taken before it again";
  EXPECT_TRUE(limits.take_send(UserId(1), 6).allowed);
}

TEST(RateLimits, OfMoreThanABucketHoldsItTakesAll) {
  ManualClock clock;
  RateLimits limits(sends(1, 10), clock);
  EXPECT_EQ(limits.take_send(UserId(1), 11).remaining, 0);
  EXPECT_EQ(limits.take_send(UserId(1), 1'000'000).retry_after, 10s);
}

TEST(RateLimits, MembershipsHaveTheirOwnBucket) {
  ManualClock clock;
  RateOptions options = sends(1, 1);
  options.memberships = {1, 3};
  RateLimits limits(options, clock);
  EXPECT_TRUE(limits.take_send(UserId(1)).allowed);
  EXPECT_TRUE(limits.take_membership(UserId(1), 3).allowed);
  EXPECT_FALSE(limits.take_membership(UserId(1)).allowed);
}

TEST(RateLimits, ALargeAnswerIsPaidForByLaterRequests) {
  ManualClock clock;
  RateOptions options;
  options.requests = {10, 20};
  options.bytes_per_request = 1'000;
  RateLimits limits(options, clock);
  EXPECT_EQ(limits.take_request(UserId(1)).remaining, 19);
  limits.pay_answer(UserId(1), 999);
  EXPECT_EQ(limits.take_request(UserId(1)).remaining, 18) << "an everyday answer costs no more";
  limits.pay_answer(UserId(1), 1'000);
  EXPECT_EQ(limits.take_request(UserId(1)).remaining, 16);
  limits.pay_answer(UserId(1), 1'000'000);
  const Verdict owing = limits.take_request(UserId(1));
  EXPECT_FALSE(owing.allowed);
  EXPECT_EQ(owing.remaining, 0);
  EXPECT_EQ(owing.retry_after, 3s) << "a whole bucket is owed at most: 20, and one to take";
  EXPECT_TRUE(limits.take_request(UserId(2)).allowed);
  clock.time += 3s;
  EXPECT_TRUE(limits.take_request(UserId(1)).allowed);
}

TEST(RateLimits, WhatNobodyHearsTakesNothing) {
  ManualClock clock;
  RateOptions options;
  options.passing = {1, 100};
  RateLimits limits(options, clock);
  EXPECT_TRUE(limits.take_passing(UserId(1), 100).allowed);
  EXPECT_FALSE(limits.take_passing(UserId(1), 1).allowed);
  EXPECT_TRUE(limits.take_passing(UserId(1), 0).allowed);
}

}  // namespace
}  // namespace asq::api
