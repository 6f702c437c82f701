#include "store/sqlite/session_cache.hpp"

namespace asq::store::sqlite {

bool SessionCache::live(SessionId id, UserId owner, Timestamp now) const {
  const std::shared_lock lock(mutex_);
  const auto found = sessions_.find(id);
  return found != sessions_.end() && found->second.owner == owner && found->second.expires_at > now;
}

void SessionCache::put(SessionId id, UserId owner, Timestamp expires_at) {
  const std::unique_lock lock(mutex_);
  sessions_[id] = {owner, expires_at};
}

void SessionCache::erase(SessionId id) {
  const std::unique_lock lock(mutex_);
  sessions_.erase(id);
}

}  // namespace asq::store::sqlite
