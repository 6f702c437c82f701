// A clock that stands where the test puts it, wall and steady time alike. Threads: any.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace asq::test {

class StandingClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_micros(kBeginning + passed_.load()); }
  [[nodiscard]] SteadyTime steady() const override {
    return SteadyTime(std::chrono::microseconds(passed_.load()));
  }
  void advance(std::chrono::microseconds by) { passed_ += by.count(); }

 private:
  static constexpr std::int64_t kBeginning = 1'795'421'730'123'456;  // 2026-11-23T08:15:30.123456Z
  std::atomic<std::int64_t> passed_ = 0;
};

}  // namespace asq::test
