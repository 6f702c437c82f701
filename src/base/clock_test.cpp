#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace asq {
namespace {

using std::chrono::sys_days;

std::string at(std::chrono::year_month_day date, std::int64_t micros = 0) {
  return to_rfc3339(sys_days(date) + std::chrono::microseconds(micros));
}

TEST(Rfc3339, HasSixDigitsOfASecondAlways) {
  EXPECT_EQ(to_rfc3339(from_micros(0)), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(from_micros(1)), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(to_rfc3339(from_micros(999'999)), "1970-01-01T00:00:00.999999Z");
  EXPECT_EQ(to_rfc3339(from_micros(1'000'000)), "1970-01-01T00:00:01.000000Z");
  EXPECT_EQ(to_rfc3339(from_micros(1'795'421'730'123'456)), "2026-11-23T08:15:30.123456Z");
}

TEST(Rfc3339, GoesBackBefore1970) {
  EXPECT_EQ(to_rfc3339(from_micros(-1)), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(to_rfc3339(from_micros(-1'000'000)), "1969-12-31T23:59:59.000000Z");
  EXPECT_EQ(to_rfc3339(from_micros(-86'400'000'000)), "1969-12-31T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(from_micros(-14'182'940'000'000)), "1969-07-20T20:17:40.000000Z");
}

TEST(Rfc3339, KnowsLeapYears) {
  using namespace std::chrono_literals;
  constexpr std::int64_t kDay = 86'400'000'000;
  EXPECT_EQ(at(2024y / 2 / 28, kDay), "2024-02-29T00:00:00.000000Z");
  EXPECT_EQ(at(2024y / 2 / 29, kDay), "2024-03-01T00:00:00.000000Z");
  EXPECT_EQ(at(2023y / 2 / 28, kDay), "2023-03-01T00:00:00.000000Z");
  EXPECT_EQ(at(2000y / 2 / 28, kDay), "2000-02-29T00:00:00.000000Z");
  EXPECT_EQ(at(2100y / 2 / 28, kDay), "2100-03-01T00:00:00.000000Z");
  EXPECT_EQ(at(2024y / 12 / 31, kDay - 1), "2024-12-31T23:59:59.999999Z");
}

// The form sorts as the times do: what is later is greater, across every carry.
TEST(Rfc3339, SortsAsTimeDoes) {
  std::string before = to_rfc3339(from_micros(0));
  for (std::int64_t micros = 1; micros < std::int64_t{1} << 57; micros *= 3) {
    const std::string later = to_rfc3339(from_micros(micros));
    EXPECT_LT(before, later);
    EXPECT_EQ(later.size(), 27U);
    before = later;
  }
}

TEST(Timestamps, GoToMicrosecondsAndBack) {
  for (const std::int64_t micros :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1'795'421'730'123'456},
        std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()}) {
    EXPECT_EQ(to_micros(from_micros(micros)), micros);
  }
}

TEST(SystemClock, IsTheMachines) {
  const SystemClock clock;
  const auto before = std::chrono::system_clock::now();
  const Timestamp now = clock.now();
  const auto after = std::chrono::system_clock::now();
  EXPECT_GE(now + std::chrono::microseconds(1), before);
  EXPECT_LE(now, after);
  const SteadyTime first = clock.steady();
  EXPECT_LE(first, clock.steady());
}

}  // namespace
}  // namespace asq
