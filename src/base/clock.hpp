// Time as a parameter. Wall time stamps messages and tokens; steady time measures and drives every
// deadline, so that a wall-clock jump stops no timer. Threads: any.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asq {

// Microseconds since the Unix epoch, UTC.
using Timestamp = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
  [[nodiscard]] virtual SteadyTime steady() const = 0;
};

// The clock of the machine.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
  [[nodiscard]] SteadyTime steady() const override;
};

// "2026-11-23T08:15:30.123456Z" (RFC 3339, always six digits).
[[nodiscard]] std::string to_rfc3339(Timestamp time);
// Any RFC 3339 time of the years 0 to 9999, whatever its offset; what is finer than a microsecond
// is cut off. A leap second is the beginning of the minute after it. nullopt: it is none.
[[nodiscard]] std::optional<Timestamp> from_rfc3339(std::string_view text);

[[nodiscard]] constexpr Timestamp from_micros(std::int64_t micros) {
  return Timestamp(std::chrono::microseconds(micros));
}
[[nodiscard]] constexpr std::int64_t to_micros(Timestamp time) {
  return time.time_since_epoch().count();
}

}  // namespace asq
