// Whether the log may name something again: each key once an hour, and no more than kMost keys in
// an hour, so that whoever makes keys up fills neither the log nor memory.
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
  static constexpr std::chrono::hours kPeriod{1};

  // Each true counts as named.
  [[nodiscard]] bool due(const std::string& key, SteadyTime now) {
    const std::lock_guard lock(mutex_);
    return keys_.take(key, now).has_value();
  }

 private:
  std::mutex mutex_;
  OncePer<std::string> keys_{kPeriod, kMost};  // guarded by mutex_
};

}  // namespace asq
