// How much a socket sends over its limit: what it was refused, forgotten as time passes. What it
// was allowed in between is no excuse. Pure. Threads: value.
#pragma once

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"

namespace asq::api {

class FloodCount {
 public:
  static constexpr int kMost = 100;  // of refusals within about kWindow
  static constexpr std::chrono::seconds kWindow{10};

  // One more was refused. True: that is flooding.
  [[nodiscard]] bool add(SteadyTime now) {
    const std::chrono::duration<double> passed = now - as_of_;
    const double forgotten = passed / kWindow * kMost;
    level_ = std::max(0.0, level_ - std::max(0.0, forgotten)) + 1;
    as_of_ = now;
    return level_ > kMost;
  }

 private:
  double level_ = 0;
  SteadyTime as_of_;
};

}  // namespace asq::api
