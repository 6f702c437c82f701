// How much of a thread's time somebody has had lately: what was used, less a quarter of the time
// since. Whoever uses less than a quarter always comes back to nothing.
// Pure. Threads: value.
#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace asq {

class UsedTime {
 public:
  using Duration = SteadyTime::duration;

  [[nodiscard]] Duration level(SteadyTime now) const {
    return std::max(level_ - (now - as_of_) / kShare, Duration(0));
  }
  // No more than `most` is remembered.
  void add(Duration used, SteadyTime now, Duration most) {
    level_ = std::min(level(now) + used, most);
    as_of_ = now;
  }
  // How long it takes until the level is no higher than that.
  [[nodiscard]] Duration until(Duration wanted, SteadyTime now) const {
    return std::max((level(now) - wanted) * kShare, Duration(0));
  }

 private:
  static constexpr int kShare = 4;

  Duration level_{0};
  SteadyTime as_of_;
};

}  // namespace asq
