// Whether the log may name something again: each name once an hour. No more than kMost names in an
// hour, and kMostOfOne of them from one source, so that nobody who makes names up fills the log or
// memory, or keeps those of others out.
// Threads: any (one lock).
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "base/once_per.hpp"

namespace asq {

class Hourly {
 public:
  static constexpr std::size_t kMost = 100;
  static constexpr std::uint64_t kMostOfOne = 8;
  static constexpr std::chrono::hours kPeriod{1};

  // `source`: where the name comes from. Each true counts as named.
  [[nodiscard]] bool due(const std::string& name, const std::string& source, SteadyTime now) {
    const std::lock_guard lock(mutex_);
    if (!names_.knows(name) && !sources_.take(source, now)) return false;
    return names_.take(name, now).has_value();
  }

 private:
  std::mutex mutex_;
  // Guarded by mutex_.
  OncePer<std::string> names_{kPeriod, kMost};
  OncePer<std::string> sources_{kPeriod, kMost, kMostOfOne};
};

}  // namespace asq
