#include "base/clock.hpp"

#include <fmt/format.h>

namespace asq {
namespace {

// Reads a text from its front; once something did not fit, nothing does any more.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return fits_ && rest_.empty(); }
  [[nodiscard]] bool digit_follows() const {
    return fits_ && !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9';
  }

  // Exactly so many digits, a number from `least` to `most`.
  int number(int digits, int least, int most) {
    int value = 0;
    for (int i = 0; i < digits; ++i) value = value * 10 + digit();
    fits_ = fits_ && value >= least && value <= most;
    return value;
  }
  int digit() {
    fits_ = digit_follows();
    if (!fits_) return 0;
    const int value = rest_.front() - '0';
    rest_.remove_prefix(1);
    return value;
  }
  // The character that stands next, if it is one of these.
  char one_of(std::string_view wanted) {
    fits_ = fits_ && !rest_.empty() && wanted.find(rest_.front()) != std::string_view::npos;
    if (!fits_) return '\0';
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

 private:
  std::string_view rest_;
  bool fits_ = true;
};

std::chrono::microseconds fraction(FieldReader& reader) {
  std::int64_t micros = 0;
  int digits = 0;
  do {
    const int digit = reader.digit();
    if (digits < 6) micros = micros * 10 + digit;
    ++digits;
  } while (reader.digit_follows());
  for (; digits < 6; ++digits) micros *= 10;
  return std::chrono::microseconds(micros);
}

std::chrono::minutes offset(FieldReader& reader) {
  const char sign = reader.one_of("Zz+-");
  if (sign != '+' && sign != '-') return std::chrono::minutes(0);
  const int hours = reader.number(2, 0, 23);
  reader.one_of(":");
  const int minutes = hours * 60 + reader.number(2, 0, 59);
  return std::chrono::minutes(sign == '-' ? -minutes : minutes);
}

}  // namespace

Timestamp SystemClock::now() const {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

SteadyTime SystemClock::steady() const { return std::chrono::steady_clock::now(); }

std::string to_rfc3339(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

std::optional<Timestamp> from_rfc3339(std::string_view text) {
  FieldReader reader(text);
  const std::chrono::year year(reader.number(4, 0, 9999));
  reader.one_of("-");
  const std::chrono::month month(static_cast<unsigned>(reader.number(2, 1, 12)));
  reader.one_of("-");
  const std::chrono::day day(static_cast<unsigned>(reader.number(2, 1, 31)));
  reader.one_of("Tt");
  std::chrono::microseconds time = std::chrono::hours(reader.number(2, 0, 23));
  reader.one_of(":");
  time += std::chrono::minutes(reader.number(2, 0, 59));
  reader.one_of(":");
  time += std::chrono::seconds(reader.number(2, 0, 60));
  if (reader.take('.')) time += fraction(reader);
  time -= offset(reader);
  const std::chrono::year_month_day date(year, month, day);
  if (!reader.at_end() || !date.ok()) return std::nullopt;
  return Timestamp(std::chrono::sys_days(date)) + time;
}

}  // namespace asq
