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

TEST(FromRfc3339, ReadsWhatIsWritten) {
  for (const std::int64_t micros :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}, std::int64_t{1'795'421'730'123'456},
        std::int64_t{253'402'300'799'999'999}}) {
    EXPECT_EQ(from_rfc3339(to_rfc3339(from_micros(micros))), from_micros(micros));
  }
}

TEST(FromRfc3339, TakesEveryFormOfOneMoment) {
  const Timestamp moment = from_micros(1'795'421'730'500'000);  // 2026-11-23T08:15:30.5Z
  for (const std::string_view text :
       {"2026-11-23T08:15:30.5Z", "2026-11-23t08:15:30.500000z", "2026-11-23T08:15:30.500000999Z",
        "2026-11-23T08:15:30.5+00:00", "2026-11-23T08:15:30.5-00:00", "2026-11-23T13:45:30.5+05:30",
        "2026-11-22T09:16:30.5-22:59", "2026-11-23T08:15:30.50000000000000000000000000Z"}) {
    EXPECT_EQ(from_rfc3339(text), moment) << text;
  }
  EXPECT_EQ(from_rfc3339("2016-12-31T23:59:60Z"), from_rfc3339("2017-01-01T00:00:00Z"));
  EXPECT_EQ(from_rfc3339("0000-01-01T00:00:00Z"),
            Timestamp(sys_days(std::chrono::year(0) / 1 / 1)));
}

TEST(FromRfc3339, TakesNothingElse) {
  for (const std::string_view text : {"",
                                      "Z",
                                      "2026-11-23",
                                      "2026-11-23T08:15:30",
                                      "2026-11-23T08:15Z",
                                      "2026-11-23 08:15:30Z",
                                      "2026-11-23T08:15:30.Z",
                                      "2026-11-23T08:15:30,5Z",
                                      "2026-11-23T08:15:30.5+0530",
                                      "2026-11-23T08:15:30.5 05:30",
                                      "2026-11-23T08:15:30+24:00",
                                      "2026-11-23T08:15:30+05:60",
                                      "2026-02-29T00:00:00Z",
                                      "2026-04-31T00:00:00Z",
                                      "2026-00-01T00:00:00Z",
                                      "2026-13-01T00:00:00Z",
                                      "2026-01-00T00:00:00Z",
                                      "2026-01-32T00:00:00Z",
                                      "2026-01-01T24:00:00Z",
                                      "2026-01-01T23:60:00Z",
                                      "2026-01-01T23:59:61Z",
                                      "226-11-23T08:15:30Z",
                                      "12026-11-23T08:15:30Z",
                                      "-026-11-23T08:15:30Z",
                                      "+026-11-23T08:15:30Z",
                                      "2026-1-23T08:15:30Z",
                                      " 2026-11-23T08:15:30Z",
                                      "2026-11-23T08:15:30Z ",
                                      "2026-11-23T08:15:30ZZ",
                                      "x.5",
                                      "2026-11-23x08:15:30.55555Z",
                                      "1795421730",
                                      "2026-11-23T08:15:3a.5Z"}) {
    EXPECT_EQ(from_rfc3339(text), std::nullopt) << text;
  }
  // Nothing that is cut short is a time.
  const std::string whole = "2026-11-23T08:15:30.5+05:30";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(from_rfc3339(whole.substr(0, size)), std::nullopt) << size;
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
