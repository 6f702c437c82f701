#include "base/said_lately.hpp"

#include <algorithm>

namespace asq {

SaidLately::Say SaidLately::ask(std::string_view text, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(said_, [&](const Said& said) { return now - said.at >= period_; });
  if (std::ranges::find(said_, text, &Said::text) != said_.end()) return Say::nothing;
  if (said_.size() < most_) {
    said_.push_back({std::string(text), now});
    return Say::it;
  }
  if (more_at_ && now - *more_at_ < period_) return Say::nothing;
  more_at_ = now;
  return Say::that_there_are_more;
}

}  // namespace asq
