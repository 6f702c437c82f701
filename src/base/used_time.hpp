// How much of a thread's time somebody has had lately: what was used, less a share of the time
// since. Whoever uses less than that share always comes back to nothing.
// Pure. Threads: values.
#pragma once

#include <algorithm>
#include <cstddef>
#include <unordered_map>

#include "base/clock.hpp"

namespace asq {

class UsedTime {
 public:
  using Duration = SteadyTime::duration;

  // The share is one `parts`-th of the time.
  explicit UsedTime(int parts = 4) : parts_(parts) {}

  [[nodiscard]] Duration level(SteadyTime now) const {
    return std::max(level_ - (now - as_of_) / parts_, Duration(0));
  }
  // No more than `most` is remembered.
  void add(Duration used, SteadyTime now, Duration most) {
    level_ = std::min(level(now) + used, most);
    as_of_ = now;
  }
  // How long it takes until the level is no higher than that.
  [[nodiscard]] Duration until(Duration wanted, SteadyTime now) const {
    return std::max((level(now) - wanted) * parts_, Duration(0));
  }

 private:
  int parts_;
  Duration level_{0};
  SteadyTime as_of_;
};

// The used time of many payers. Whoever has come back to nothing is forgotten.
template <class Payer>
class UsedTimes {
 public:
  using Duration = UsedTime::Duration;

  // `burst`: what one may use at once, beyond one `parts`-th of the time.
  UsedTimes(Duration burst, int parts) : burst_(burst), parts_(parts) {}

  [[nodiscard]] bool much(const Payer& payer, SteadyTime now) const {
    const auto used = used_.find(payer);
    return used != used_.end() && used->second.level(now) > burst_;
  }
  void add(const Payer& payer, Duration used, SteadyTime now) {
    if (used_.size() >= forget_at_) {
      std::erase_if(used_, [&](const auto& entry) { return entry.second.level(now).count() == 0; });
      forget_at_ = std::max(kForgetAt, used_.size() * 2);
    }
    used_.try_emplace(payer, parts_).first->second.add(used, now, 4 * burst_);
  }
  [[nodiscard]] std::size_t size() const { return used_.size(); }

 private:
  static constexpr std::size_t kForgetAt = 1024;

  Duration burst_;
  int parts_;
  std::unordered_map<Payer, UsedTime> used_;
  std::size_t forget_at_ = kForgetAt;
};

}  // namespace asq
