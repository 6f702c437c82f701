#include "store/session_cache.hpp"

#include <algorithm>
#include <utility>

namespace asq::store {
namespace {

constexpr Timestamp kEnded = Timestamp::min();  // as an expiry

}  // namespace

bool SessionCache::live(SessionId id, UserId owner, Timestamp now) const {
  const Shard& shard = shards_[shard_of(id)];
  const std::shared_lock lock(shard.mutex);
  const auto found = shard.sessions.find(id);
  return found != shard.sessions.end() && found->second.owner == owner &&
         found->second.expires_at > now;
}

void SessionCache::note_use(SessionId id, std::int64_t generation, SteadyTime now) {
  Shard& shard = shards_[shard_of(id)];
  {
    const std::shared_lock lock(shard.mutex);
    const auto found = shard.sessions.find(id);
    if (found == shard.sessions.end() || found->second.used_generation >= generation) return;
  }
  const std::unique_lock lock(shard.mutex);
  const auto found = shard.sessions.find(id);
  if (found == shard.sessions.end() || found->second.used_generation >= generation) return;
  found->second.note_use(generation, now);
}

std::optional<SessionCache::Supersession> SessionCache::superseded(SessionId id,
                                                                   std::int64_t generation) const {
  const Shard& shard = shards_[shard_of(id)];
  const std::shared_lock lock(shard.mutex);
  const auto found = shard.sessions.find(id);
  if (found == shard.sessions.end()) return std::nullopt;
  const Entry& entry = found->second;
  if (generation >= entry.used_generation) return std::nullopt;
  const std::int64_t before = entry.seconds_before(generation + 1);
  if (before == kLongAgo) return Supersession{.since = SteadyTime::min()};
  return Supersession{.since = entry.used_from - std::chrono::seconds(before),
                      .first = before > 0 || entry.used_first};
}

// Sessions begin with generation 1, so one that is first heard of with another is from before a
// restart.
void SessionCache::Entry::note_use(std::int64_t generation, SteadyTime now) {
  const auto passed = std::chrono::floor<std::chrono::seconds>(now - used_from).count();
  const bool remembers = used_generation != 0 && used_first;
  std::array<std::uint8_t, 3> shifted{};
  for (std::size_t i = 0; i < shifted.size(); ++i) {
    const std::int64_t past = generation - 1 - static_cast<std::int64_t>(i);
    std::int64_t before = kLongAgo;
    if (remembers) before = past > used_generation ? 0 : passed + seconds_before(past);
    shifted[i] = static_cast<std::uint8_t>(std::clamp<std::int64_t>(before, 0, kLongAgo));
  }
  used_first = used_generation != 0 || generation == 1;
  earlier = shifted;
  used_generation = generation;
  used_from = now;
}

std::int64_t SessionCache::Entry::seconds_before(std::int64_t generation) const {
  if (generation >= used_generation) return 0;
  const auto back = static_cast<std::size_t>(used_generation - 1 - generation);
  return back < earlier.size() ? earlier[back] : kLongAgo;
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
  Shard& shard = shards_[shard_of(session.session_id)];
  const std::unique_lock lock(shard.mutex);
  const auto [known, first] = shard.sessions.try_emplace(session.session_id);
  Entry& entry = known->second;
  if (!first && entry.expires_at == kEnded) return;  // a refresh that was under way
  entry.owner = session.user_id;
  entry.expires_at = session.expires_at;
  if (first || entry.place == kTaken) {
    shard.expiries.add(*known);
  } else {
    shard.expiries.moved(*known);
  }
}

void SessionCache::end(SessionId id, UserId owner) {
  Shard& shard = shards_[shard_of(id)];
  const std::unique_lock lock(shard.mutex);
  const auto found = shard.sessions.find(id);
  if (found == shard.sessions.end() || found->second.owner != owner) return;
  found->second.expires_at = kEnded;
  if (found->second.place != kTaken) shard.expiries.moved(*found);
}

bool SessionCache::ended(SessionId id) const {
  const Shard& shard = shards_[shard_of(id)];
  const std::shared_lock lock(shard.mutex);
  const auto found = shard.sessions.find(id);
  return found != shard.sessions.end() && found->second.expires_at == kEnded;
}

std::vector<SessionEnded> SessionCache::take_expired(Timestamp now, std::size_t most) {
  std::vector<SessionEnded> due;
  for (Shard& shard : shards_) {
    const std::unique_lock lock(shard.mutex);
    while (due.size() < most && !shard.expiries.empty() &&
           shard.expiries.front().second.expires_at <= now) {
      ExpiryQueue::Session& next = shard.expiries.front();
      due.push_back({next.first, next.second.owner});
      shard.expiries.remove(next);
    }
  }
  return due;
}

void SessionCache::erase(SessionId id) {
  Shard& shard = shards_[shard_of(id)];
  const std::unique_lock lock(shard.mutex);
  const auto found = shard.sessions.find(id);
  if (found == shard.sessions.end()) return;
  if (found->second.place != kTaken) shard.expiries.remove(*found);
  shard.sessions.erase(found);
}

void SessionCache::ExpiryQueue::set(std::size_t place, Session* session) {
  heap_[place] = session;
  session->second.place = static_cast<std::uint32_t>(place);
}

void SessionCache::ExpiryQueue::add(Session& session) {
  heap_.push_back(&session);
  towards_front(heap_.size() - 1);
}

void SessionCache::ExpiryQueue::moved(const Session& session) {
  towards_back(towards_front(session.second.place));
}

void SessionCache::ExpiryQueue::remove(Session& session) {
  Session* const last = heap_.back();
  const std::size_t place = std::exchange(session.second.place, kTaken);
  heap_.pop_back();
  if (last == &session) return;
  set(place, last);
  moved(*last);
}

// Its place in the end.
std::size_t SessionCache::ExpiryQueue::towards_front(std::size_t place) {
  Session* const session = heap_[place];
  while (place > 0) {
    const std::size_t parent = (place - 1) / 2;
    if (heap_[parent]->second.expires_at <= session->second.expires_at) break;
    set(place, heap_[parent]);
    place = parent;
  }
  set(place, session);
  return place;
}

void SessionCache::ExpiryQueue::towards_back(std::size_t place) {
  Session* const session = heap_[place];
  for (std::size_t child = 2 * place + 1; child < heap_.size(); child = 2 * place + 1) {
    if (child + 1 < heap_.size() &&
        heap_[child + 1]->second.expires_at < heap_[child]->second.expires_at) {
      ++child;
    }
    if (session->second.expires_at <= heap_[child]->second.expires_at) break;
    set(place, heap_[child]);
    place = child;
  }
  set(place, session);
}

}  // namespace asq::store
