#include "realtime/typing.hpp"

namespace asq::realtime {

std::size_t TypingNotices::KeyHash::operator()(const Key& key) const noexcept {
  constexpr std::size_t kSpread = 0x9E3779B97F4A7C15U;
  return std::hash<ChatId>{}(key.chat) * kSpread + std::hash<UserId>{}(key.user);
}

void TypingNotices::typed(ChatId chat, UserId user) {
  if (admit({chat, user})) bus_.publish(passing(Typing{chat, user}));
}

bool TypingNotices::admit(const Key& key) {
  const SteadyTime now = clock_.steady();
  const std::lock_guard lock(mutex_);
  while (!passed_.empty() && now - passed_.front().at >= kBetween) {
    recent_.erase(passed_.front().key);
    passed_.pop_front();
  }
  if (recent_.size() >= kMost || !recent_.insert(key).second) return false;
  passed_.push_back({now, key});
  return true;
}

}  // namespace asq::realtime
