// Whether bytes keep moving: at least so many a second over every window, however many moved in the
// windows before it. Pure. Threads: value.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace asq::net {

class Pace {
 public:
  struct Rule {
    std::chrono::seconds window{0};
    std::size_t per_second = 0;
  };

  // The first window begins. `moved`: the count so far, of any beginning.
  void start(SteadyTime now, std::uint64_t moved) {
    since_ = now;
    moved_ = moved;
  }
  // For so long nobody could have moved anything.
  void forgive(SteadyTime now, SteadyTime::duration lost) { since_ = std::min(now, since_ + lost); }
  // False: a window is over in which too little moved. To be asked now and then; a window that
  // nobody looked at the end of goes on until then, and owes the more.
  [[nodiscard]] bool keeps(SteadyTime now, std::uint64_t moved, const Rule& rule) {
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - since_);
    if (passed < rule.window) return true;
    if (moved - moved_ < static_cast<std::uint64_t>(passed.count()) * rule.per_second) return false;
    start(now, moved);
    return true;
  }

 private:
  SteadyTime since_;
  std::uint64_t moved_ = 0;
};

}  // namespace asq::net
