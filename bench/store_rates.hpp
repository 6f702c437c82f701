// How quick something was.
#pragma once

#include <sys/resource.h>

#include <chrono>

#include "base/clock.hpp"

namespace asq {

inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

struct Rate {
  double per_second = 0;
  double per_cpu_second = 0;  // of all threads of this process
};

class Stopwatch {
 public:
  [[nodiscard]] Rate rate(int count) const {
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin_;
    return {count / wall.count(), count / (cpu_seconds() - cpu_begin_)};
  }

 private:
  SteadyTime begin_ = std::chrono::steady_clock::now();
  double cpu_begin_ = cpu_seconds();
};

}  // namespace asq
