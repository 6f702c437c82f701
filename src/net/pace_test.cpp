#include "net/pace.hpp"

#include <gtest/gtest.h>

namespace asq::net {
namespace {

using namespace std::chrono_literals;

constexpr Pace::Rule kRule{.window = 10s, .per_second = 256};

TEST(Pace, every_window_owes_its_own_bytes) {
  const SteadyTime start;
  Pace pace;
  pace.start(start, 0);
  EXPECT_TRUE(pace.keeps(start + 9s, 0, kRule)) << "the window is not over";
  EXPECT_TRUE(pace.keeps(start + 10s, 1'000'000, kRule));
  EXPECT_TRUE(pace.keeps(start + 19s, 1'000'000, kRule));
  EXPECT_FALSE(pace.keeps(start + 20s, 1'002'559, kRule)) << "what came before pays for nothing";
}

TEST(Pace, the_rate_itself_is_enough) {
  const SteadyTime start;
  Pace pace;
  pace.start(start, 7);
  for (std::uint64_t window = 1; window <= 5; ++window) {
    EXPECT_TRUE(pace.keeps(start + 10s * window, 7 + window * 2560, kRule)) << window;
  }
}

TEST(Pace, a_window_that_is_looked_at_late_owes_the_more) {
  const SteadyTime start;
  Pace pace;
  pace.start(start, 0);
  EXPECT_FALSE(pace.keeps(start + 100s, 25'599, kRule));
  EXPECT_TRUE(pace.keeps(start + 100s, 25'600, kRule));
}

}  // namespace
}  // namespace asq::net
