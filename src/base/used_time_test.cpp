#include "base/used_time.hpp"

#include <gtest/gtest.h>

namespace asq {
namespace {

using std::chrono::milliseconds;

TEST(UsedTime, IsForgottenInFourTimesAsLong) {
  const SteadyTime begin{std::chrono::hours(1)};
  UsedTime used;
  EXPECT_EQ(used.level(begin), milliseconds(0));
  used.add(milliseconds(100), begin, milliseconds(1'000));
  EXPECT_EQ(used.level(begin), milliseconds(100));
  EXPECT_EQ(used.level(begin + milliseconds(200)), milliseconds(50));
  EXPECT_EQ(used.level(begin + milliseconds(399)), std::chrono::microseconds(250));
  EXPECT_EQ(used.level(begin + milliseconds(401)), milliseconds(0));
  EXPECT_EQ(used.until(milliseconds(75), begin), milliseconds(100));
  EXPECT_EQ(used.until(milliseconds(100), begin), milliseconds(0));
}

TEST(UsedTime, AQuarterOfTheTimeIsNeverTooMuch) {
  SteadyTime now{std::chrono::hours(1)};
  UsedTime quarter;
  UsedTime more;
  for (int i = 0; i < 1'000; ++i, now += milliseconds(100)) {
    quarter.add(milliseconds(25), now, milliseconds(400));
    more.add(milliseconds(26), now, milliseconds(400));
  }
  EXPECT_EQ(quarter.level(now), milliseconds(0));
  EXPECT_EQ(more.level(now), milliseconds(375)) << "and no more than 400 is remembered";
}

TEST(UsedTimes, KnowsWhoUsesMuchAndForgetsTheOthers) {
  SteadyTime now{std::chrono::hours(1)};
  UsedTimes<int> used(milliseconds(200), 8);
  EXPECT_FALSE(used.much(1, now));
  used.add(1, milliseconds(200), now);
  EXPECT_FALSE(used.much(1, now)) << "as much as it may";
  used.add(1, milliseconds(1), now);
  EXPECT_TRUE(used.much(1, now));
  EXPECT_FALSE(used.much(2, now));
  EXPECT_TRUE(used.much(1, now + milliseconds(7)));
  EXPECT_FALSE(used.much(1, now + milliseconds(8)));
  for (int i = 2; i < 10'000; ++i, now += milliseconds(1)) used.add(i, milliseconds(1), now);
  EXPECT_LE(used.size(), 1'024U);
}

}  // namespace
}  // namespace asq
