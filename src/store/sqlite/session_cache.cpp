#include "store/sqlite/session_cache.hpp"

#include <algorithm>

namespace asq::store::sqlite {

bool SessionCache::live(SessionId id, UserId owner, Timestamp now) const {
  const std::shared_lock lock(mutex_);
  const auto found = sessions_.find(id);
  return found != sessions_.end() && found->second.owner == owner && found->second.expires_at > now;
}

void SessionCache::put(SessionId id, UserId owner, Timestamp expires_at) {
  const std::unique_lock lock(mutex_);
  sessions_[id] = {owner, expires_at};
  next_due_ = std::min(next_due_, expires_at);
}

std::vector<std::pair<SessionId, UserId>> SessionCache::take_due(Timestamp now, std::size_t most) {
  std::vector<std::pair<SessionId, UserId>> due;
  const std::unique_lock lock(mutex_);
  if (next_due_ > now) return due;
  next_due_ = Timestamp::max();
  for (auto& [id, session] : sessions_) {
    if (session.taken) continue;
    if (session.expires_at <= now && due.size() < most) {
      session.taken = true;
      due.emplace_back(id, session.owner);
    } else {
      next_due_ = std::min(next_due_, session.expires_at);
    }
  }
  return due;
}

void SessionCache::erase(SessionId id) {
  const std::unique_lock lock(mutex_);
  sessions_.erase(id);
}

}  // namespace asq::store::sqlite
