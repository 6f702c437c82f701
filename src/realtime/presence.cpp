#include "realtime/presence.hpp"

#include <iterator>

namespace asq::realtime {

PresenceTracker::Entries& PresenceTracker::list_of(Share& share, PresenceState state) {
  switch (state) {
    case PresenceState::online: return share.online;
    case PresenceState::away: return share.away;
    case PresenceState::offline: return share.offline;
  }
  return share.offline;
}

// The end of a list is for the newest.
void PresenceTracker::become(Share& share, Attendance attendance, PresenceState state) {
  Entries& from = list_of(share, attendance->presence.state);
  Entries& to = list_of(share, state);
  const bool changed = attendance->presence.state != state;
  attendance->presence.state = state;
  to.splice(to.end(), from, attendance);
  if (changed) tell(share, *attendance);
}

void PresenceTracker::tell(Share& share, Entry& entry) {
  const SteadyTime now = clock_.steady();
  if (now - entry.told_since >= kToldIn) {
    entry.told_since = now;
    entry.told = 0;
  }
  if (entry.told < kTold) {
    ++entry.told;
    return bus_.publish(passing(PresenceChanged{entry.presence}));
  }
  if (!std::exchange(entry.untold, true)) share.untold.push_back(entry.presence.user_id);
}

void PresenceTracker::tell_late(Share& share) {
  for (const UserId user : std::exchange(share.untold, {})) {
    const auto person = share.people.find(user);
    if (person == share.people.end()) continue;  // long gone
    person->second->untold = false;
    tell(share, *person->second);
  }
}

PresenceTracker::Attendance PresenceTracker::enter(UserId user) {
  Share& share = share_of(user);
  const std::lock_guard lock(share.mutex);
  const auto [person, first] = share.people.try_emplace(user);
  if (first) {
    share.offline.push_back({});
    person->second = std::prev(share.offline.end());
    person->second->presence.user_id = user;
  }
  const Attendance attendance = person->second;
  ++attendance->sockets;
  attendance->active_at = clock_.steady();
  attendance->presence.last_seen = clock_.now();
  become(share, attendance, PresenceState::online);
  return attendance;
}

void PresenceTracker::touch(Attendance attendance) {
  Share& share = share_of(attendance->presence.user_id);
  const std::lock_guard lock(share.mutex);
  attendance->active_at = clock_.steady();
  attendance->presence.last_seen = clock_.now();
  become(share, attendance, PresenceState::online);
}

void PresenceTracker::leave(Attendance attendance) {
  Share& share = share_of(attendance->presence.user_id);
  const std::lock_guard lock(share.mutex);
  if (--attendance->sockets > 0) return;
  attendance->presence.last_seen = clock_.now();
  become(share, attendance, PresenceState::offline);
  if (share.offline.size() > kRemembered / kShares) {
    share.people.erase(share.offline.front().presence.user_id);
    share.offline.pop_front();
  }
}

Presence PresenceTracker::of(UserId user) const {
  const Share& share = shares_[static_cast<std::size_t>(user.value()) % kShares];
  const std::lock_guard lock(share.mutex);
  const auto person = share.people.find(user);
  if (person == share.people.end()) return {user, PresenceState::offline, std::nullopt};
  return person->second->presence;
}

int PresenceTracker::sockets_of(UserId user) const {
  const Share& share = shares_[static_cast<std::size_t>(user.value()) % kShares];
  const std::lock_guard lock(share.mutex);
  const auto person = share.people.find(user);
  return person == share.people.end() ? 0 : person->second->sockets;
}

void PresenceTracker::sweep(SteadyTime now) {
  for (Share& share : shares_) {
    const std::lock_guard lock(share.mutex);
    tell_late(share);
    while (!share.online.empty() && now - share.online.front().active_at >= kAwayAfter) {
      become(share, share.online.begin(), PresenceState::away);
    }
  }
}

}  // namespace asq::realtime
