#include "store/session_cache.hpp"

#include <algorithm>

namespace asq::store {

bool SessionCache::live(SessionId id, UserId owner, Timestamp now) const {
  const std::shared_lock lock(mutex_);
  const auto found = sessions_.find(id);
  return found != sessions_.end() && found->second.owner == owner && found->second.expires_at > now;
}

void SessionCache::apply(const Event& event) {
  if (const auto* began = std::get_if<SessionBegan>(&event.what)) put(*began);
  if (const auto* ended = std::get_if<SessionEnded>(&event.what)) erase(ended->session_id);
}

void SessionCache::put(const SessionBegan& session) {
  const std::unique_lock lock(mutex_);
  sessions_[session.session_id] = {session.user_id, session.expires_at};
  next_due_ = std::min(next_due_, session.expires_at);
}

std::vector<SessionEnded> SessionCache::take_expired(Timestamp now, std::size_t most) {
  std::vector<SessionEnded> due;
  const std::unique_lock lock(mutex_);
  if (next_due_ > now) return due;
  next_due_ = Timestamp::max();
  for (auto& [id, session] : sessions_) {
    if (session.taken) continue;
    if (session.expires_at <= now && due.size() < most) {
      session.taken = true;
      due.push_back({id, session.owner});
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

}  // namespace asq::store
