#include "api/sockets/command_flow.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime kStart{1h};

// How many refusals, one every `apart`, until it is flooding; 0: not within 10,000.
int refusals_until_flooding(std::chrono::milliseconds apart) {
  FloodCount count;
  for (int i = 1; i <= 10'000; ++i) {
    if (count.add(kStart + apart * i)) return i;
  }
  return 0;
}

TEST(FloodCount, AHundredRefusalsAreAnsweredAndNoMore) {
  EXPECT_EQ(refusals_until_flooding(0ms), 101);
}

TEST(FloodCount, WhatIsSpreadOverTimeCountsAll) {
  EXPECT_EQ(refusals_until_flooding(20ms), 125) << "50 a second, of which 10 are forgotten";
  EXPECT_GT(refusals_until_flooding(80ms), 0);
}

TEST(FloodCount, WhoIsRefusedNowAndThenIsNoFlood) { EXPECT_EQ(refusals_until_flooding(100ms), 0); }

TEST(FloodCount, AllIsForgottenInTheEnd) {
  FloodCount count;
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(count.add(kStart));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(count.add(kStart + FloodCount::kWindow));
  EXPECT_TRUE(count.add(kStart + FloodCount::kWindow));
}

}  // namespace
}  // namespace asq::api
