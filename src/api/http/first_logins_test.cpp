#include "api/http/first_logins.hpp"

#include <gtest/gtest.h>

namespace asq::api {
namespace {

class FirstLoginsClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_micros(0); }
  [[nodiscard]] SteadyTime steady() const override { return time; }
  SteadyTime time{std::chrono::hours(1)};
};

TEST(FirstLogins, OneIsFreeFromTheSameAddress) {
  FirstLoginsClock clock;
  FirstLogins logins(clock);
  EXPECT_FALSE(logins.any("a"));
  logins.expect("a", "anna@example.com");
  EXPECT_TRUE(logins.any("a"));
  EXPECT_FALSE(logins.any(""));
  EXPECT_FALSE(logins.any("b"));
  EXPECT_FALSE(logins.take("b", "anna@example.com"));
  EXPECT_FALSE(logins.take("a", "boris@example.com"));
  EXPECT_TRUE(logins.take("a", "anna@example.com"));
  EXPECT_FALSE(logins.take("a", "anna@example.com")) << "the next one counts";
  EXPECT_FALSE(logins.any("a"));
}

TEST(FirstLogins, TenMinutesLater) {
  FirstLoginsClock clock;
  FirstLogins logins(clock);
  logins.expect("a", "anna@example.com");
  clock.time += FirstLogins::kFree / 2;
  logins.expect("a", "boris@example.com");
  clock.time += FirstLogins::kFree / 2;
  EXPECT_FALSE(logins.take("a", "anna@example.com"));
  EXPECT_TRUE(logins.any("a"));
  EXPECT_TRUE(logins.take("a", "boris@example.com"));
}

TEST(FirstLogins, OneAddressHasItsShare) {
  FirstLoginsClock clock;
  FirstLogins logins(clock);
  for (std::size_t i = 0; i <= FirstLogins::kMostOfOne; ++i) {
    logins.expect("a", std::to_string(i));
  }
  EXPECT_TRUE(logins.take("a", "0"));
  EXPECT_FALSE(logins.take("a", std::to_string(FirstLogins::kMostOfOne)));
  logins.expect("a", "again");
  EXPECT_FALSE(logins.take("a", "again")) << "one that came keeps its place until its time";
  logins.expect("b", "0");
  EXPECT_TRUE(logins.take("b", "0"));
  clock.time += FirstLogins::kFree;
  logins.expect("a", "later");
  EXPECT_TRUE(logins.take("a", "later"));
}

TEST(FirstLogins, AreBounded) {
  FirstLoginsClock clock;
  FirstLogins logins(clock);
  const auto address_of = [](std::size_t i) { return std::to_string(i / FirstLogins::kMostOfOne); };
  for (std::size_t i = 0; i <= FirstLogins::kMost; ++i) {
    logins.expect(address_of(i), std::to_string(i));
  }
  EXPECT_TRUE(logins.take("0", "0"));
  EXPECT_FALSE(logins.take(address_of(FirstLogins::kMost), std::to_string(FirstLogins::kMost)));
  clock.time += FirstLogins::kFree;
  logins.expect("a", "later");
  EXPECT_TRUE(logins.take("a", "later"));
}

}  // namespace
}  // namespace asq::api
