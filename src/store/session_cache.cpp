#include "store/session_cache.hpp"

#include <algorithm>

namespace asq::store {

namespace {

constexpr Timestamp kEnded = Timestamp::min();  // as an expiry

}  // namespace

bool SessionCache::live(SessionId id, UserId owner, Timestamp now) const {
  const std::shared_lock lock(mutex_);
  const auto found = sessions_.find(id);
  return found != sessions_.end() && found->second.owner == owner && found->second.expires_at > now;
}

// Each event is named, so that a new one has to be decided on here.
struct SessionCache::Apply {
  SessionCache& cache;

  void operator()(const SessionBegan& what) const { cache.put(what); }
  void operator()(const SessionEnded& what) const { cache.erase(what.session_id); }
  void operator()(const MessageAppended&) const {}
  void operator()(const MessageChanged&) const {}
  void operator()(const ChatCreated&) const {}
  void operator()(const ChatUpdated&) const {}
  void operator()(const ChatDeleted&) const {}
  void operator()(const MemberAdded&) const {}
  void operator()(const MemberRemoved&) const {}
  void operator()(const MemberRoleChanged&) const {}
  void operator()(const UserUpdated&) const {}
  void operator()(const MarkerMoved&) const {}
  void operator()(const Typing&) const {}
  void operator()(const PresenceChanged&) const {}
};

void SessionCache::apply(const Event& event) { std::visit(Apply{*this}, event.what); }

void SessionCache::put(const SessionBegan& session) {
  const std::unique_lock lock(mutex_);
  if (const auto known = sessions_.find(session.session_id);
      known != sessions_.end() && known->second.expires_at == kEnded) {
    return;  // a refresh that was under way
  }
  sessions_[session.session_id] = {session.user_id, session.expires_at};
  next_due_ = std::min(next_due_, session.expires_at);
}

void SessionCache::end(SessionId id, UserId owner) {
  const std::unique_lock lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || found->second.owner != owner) return;
  if (found->second.expires_at == kEnded) return;
  found->second = {owner, kEnded};
  next_due_ = kEnded;
}

bool SessionCache::ended(SessionId id) const {
  const std::shared_lock lock(mutex_);
  const auto found = sessions_.find(id);
  return found != sessions_.end() && found->second.expires_at == kEnded;
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
