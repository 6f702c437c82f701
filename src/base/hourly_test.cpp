#include "base/hourly.hpp"

#include <gtest/gtest.h>

namespace asq {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;

constexpr SteadyTime kBeginning{hours(1000)};

TEST(Hourly, each_name_is_due_once_an_hour) {
  Hourly named;
  EXPECT_TRUE(named.due("a", "one", kBeginning));
  EXPECT_FALSE(named.due("a", "one", kBeginning));
  EXPECT_FALSE(named.due("a", "another", kBeginning));
  EXPECT_TRUE(named.due("b", "one", kBeginning));
  EXPECT_FALSE(named.due("a", "one", kBeginning + hours(1) - nanoseconds(1)));
  EXPECT_TRUE(named.due("a", "one", kBeginning + hours(1)));
}

TEST(Hourly, one_source_that_makes_names_up_keeps_no_others_out) {
  Hourly named;
  std::uint64_t count = 0;
  for (int i = 0; i < 1000; ++i) {
    if (named.due(std::to_string(i), "one", kBeginning)) ++count;
  }
  EXPECT_EQ(count, Hourly::kMostOfOne);
  EXPECT_TRUE(named.due("forgotten", "another", kBeginning));
  EXPECT_TRUE(named.due("0", "one", kBeginning + hours(1))) << "it is known";
}

TEST(Hourly, names_of_many_sources_are_bounded) {
  Hourly named;
  std::size_t count = 0;
  for (int i = 0; i < 1000; ++i) {
    if (named.due(std::to_string(i), std::to_string(i), kBeginning)) ++count;
  }
  EXPECT_EQ(count, Hourly::kMost);
  EXPECT_TRUE(named.due("later", "later", kBeginning + hours(1)));
}

}  // namespace
}  // namespace asq
