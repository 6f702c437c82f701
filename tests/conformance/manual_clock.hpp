// A clock that stands where the test puts it.
// Threads: any.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace asq::testing {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override { return from_micros(micros_.load()); }
  [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }

  // Negative: the wall clock jumps back.
  void advance(std::chrono::microseconds by) { micros_ += by.count(); }

 private:
  std::atomic<std::int64_t> micros_ = 1'795'421'730'123'456;  // 2026-11-23T08:15:30.123456Z
};

}  // namespace asq::testing
