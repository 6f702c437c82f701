#include "base/hourly.hpp"

#include <gtest/gtest.h>

namespace asq {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;

constexpr SteadyTime kBeginning{hours(1000)};

TEST(Hourly, each_key_is_due_once_an_hour) {
  Hourly named;
  EXPECT_TRUE(named.due("a", kBeginning));
  EXPECT_FALSE(named.due("a", kBeginning));
  EXPECT_TRUE(named.due("b", kBeginning));
  EXPECT_FALSE(named.due("a", kBeginning + hours(1) - nanoseconds(1)));
  EXPECT_TRUE(named.due("a", kBeginning + hours(1)));
}

TEST(Hourly, made_up_keys_are_not_due_beyond_the_bound) {
  Hourly named;
  std::size_t count = 0;
  for (int i = 0; i < 1000; ++i) {
    if (named.due(std::to_string(i), kBeginning)) ++count;
  }
  EXPECT_EQ(count, Hourly::kMost);
  EXPECT_TRUE(named.due("later", kBeginning + hours(1))) << "the first place is free again";
}

}  // namespace
}  // namespace asq
