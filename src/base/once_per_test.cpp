#include "base/once_per.hpp"

#include <gtest/gtest.h>

#include <string>

namespace asq {
namespace {

using std::chrono::minutes;
using std::chrono::nanoseconds;
using Lines = OncePer<std::string>;

constexpr std::optional<std::uint64_t> kNotNow = std::nullopt;
const SteadyTime kStart{std::chrono::hours(1)};

TEST(OncePer, HappensOnceForEachKeyInAPeriod) {
  Lines lines(minutes(1), 10);
  EXPECT_EQ(lines.take("a", kStart), 0U);
  EXPECT_EQ(lines.take("a", kStart), kNotNow);
  EXPECT_EQ(lines.take("b", kStart), 0U);
  EXPECT_EQ(lines.take("a", kStart + minutes(1) - nanoseconds(1)), kNotNow);
  EXPECT_EQ(lines.take("a", kStart + minutes(1)), 2U) << "kept back since";
  EXPECT_EQ(lines.take("a", kStart + minutes(1)), kNotNow) << "the next period";
  EXPECT_EQ(lines.take("a", kStart + minutes(2)), 1U);
}

TEST(OncePer, HappensAsOftenAsItMay) {
  Lines lines(minutes(1), 10, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(lines.take("a", kStart), 0U) << i;
  EXPECT_EQ(lines.take("a", kStart), kNotNow);
  EXPECT_EQ(lines.take("a", kStart + minutes(1)), 1U);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(lines.take("a", kStart + minutes(1)), 0U) << i;
  EXPECT_EQ(lines.take("a", kStart + minutes(1)), kNotNow);
}

TEST(OncePer, TellsWhatWasKeptBackWhenThePeriodIsOver) {
  Lines lines(minutes(1), 10);
  for (int i = 0; i < 35; ++i) static_cast<void>(lines.take("a", kStart));
  static_cast<void>(lines.take("b", kStart));
  EXPECT_TRUE(lines.take_over(kStart + minutes(1) - nanoseconds(1)).empty());
  const auto over = lines.take_over(kStart + minutes(1));
  ASSERT_EQ(over.size(), 1U) << "of b nothing was kept back";
  EXPECT_EQ(over[0].key, "a");
  EXPECT_EQ(over[0].count, 34U);
  EXPECT_EQ(lines.keys(), 0U);
  EXPECT_TRUE(lines.take_over(kStart + minutes(2)).empty());
  EXPECT_EQ(lines.take("a", kStart + minutes(2)), 0U) << "told already";
}

TEST(OncePer, AThousandKeysFillNothingAndAreCountedTogether) {
  Lines lines(minutes(1), 3);
  int happened = 0;
  for (int i = 0; i < 1000; ++i) {
    if (lines.take(std::to_string(i), kStart)) ++happened;
  }
  EXPECT_EQ(happened, 3);
  EXPECT_EQ(lines.keys(), 3U);
  const auto over = lines.take_over(kStart + minutes(1));
  ASSERT_EQ(over.size(), 1U);
  EXPECT_EQ(over[0].key, std::nullopt);
  EXPECT_EQ(over[0].count, 997U);
  EXPECT_TRUE(lines.take_over(kStart + minutes(9)).empty());
}

TEST(OncePer, AKeyWhosePeriodIsOverMakesRoomAndItsCountIsNotLost) {
  Lines lines(minutes(1), 1);
  EXPECT_EQ(lines.take("a", kStart), 0U);
  EXPECT_EQ(lines.take("a", kStart), kNotNow);
  EXPECT_EQ(lines.take("b", kStart + minutes(1)), 0U);
  EXPECT_EQ(lines.keys(), 1U);
  const auto over = lines.take_over(kStart + minutes(2));
  ASSERT_EQ(over.size(), 1U);
  EXPECT_EQ(over[0].key, std::nullopt);
  EXPECT_EQ(over[0].count, 1U);
}

TEST(OncePer, AKeyThatComesAgainStandsLast) {
  Lines lines(minutes(1), 2);
  static_cast<void>(lines.take("a", kStart));
  static_cast<void>(lines.take("b", kStart + minutes(1) - nanoseconds(1)));
  static_cast<void>(lines.take("a", kStart + minutes(1)));  // again, behind b
  EXPECT_EQ(lines.take("c", kStart + minutes(2) - nanoseconds(1)), 0U) << "in the place of b";
  EXPECT_EQ(lines.take("a", kStart + minutes(2) - nanoseconds(1)), kNotNow);
}

TEST(OncePer, WithoutRoomForAnyKeyNothingHappens) {
  Lines lines(minutes(1), 0);
  EXPECT_EQ(lines.take("a", kStart), kNotNow);
  EXPECT_EQ(lines.take_over(kStart + minutes(1)).at(0).count, 1U);
}

}  // namespace
}  // namespace asq
