// What a person missed. It looks at every row of the log behind the position.
#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <utility>

#include "memory_rows.hpp"

namespace asq::test {
namespace {

constexpr std::chrono::seconds kMarkersReachBack{2};

}  // namespace

std::optional<store::LogEntry> MemoryRows::find_log_entry(LogPosition position) {
  const auto found = tables_.log.find(position);
  if (found == tables_.log.end()) return std::nullopt;
  return found->second;
}

std::optional<LogPosition> MemoryRows::joined_at(ChatId chat, UserId user) {
  const MemberRow* member = find_member(chat, user);
  if (member == nullptr) return std::nullopt;
  return member->joined_position;
}

// `changed`, whose newest change of profile is at `newest`, is the user, or was then in a chat with
// the user in which the user still is.
bool MemoryRows::concerns(UserId user, UserId changed, LogPosition newest) {
  if (changed == user) return true;
  return std::ranges::any_of(chats_of(user), [&](ChatId chat) {
    const auto noted = tables_.renames.find({chat, changed});
    return noted != tables_.renames.end() && noted->second == newest &&
           tables_.members.at({chat, user}).joined_position < newest;
  });
}

store::Missed MemoryRows::missed(UserId user, LogPosition since) {
  store::Missed missed;
  missed.standing = {tables_.log_position, chats_of(user)};
  missed.from_future = since > tables_.log_position;
  if (missed.from_future) return missed;
  std::map<UserId, std::vector<LogPosition>> profiles;
  std::set<LogPosition> positions;
  for (auto row = tables_.log.upper_bound(since); row != tables_.log.end(); ++row) {
    const auto& [position, entry] = *row;
    if (entry.kind == store::LogKind::user_updated) {
      profiles[UserId(entry.subject)].push_back(position);
    } else if (const auto joined = joined_at(entry.chat, user); joined && position >= *joined) {
      positions.insert(position);
    }
  }
  for (const auto& [changed, at] : profiles) {
    if (concerns(user, changed, at.back())) positions.insert(at.begin(), at.end());
  }
  for (const auto& [key, departed] : tables_.departures) {
    if (key.first == user && departed.position > since) positions.insert(departed.position);
  }
  missed.too_many = positions.size() > kMaxMissed;
  if (missed.too_many) return missed;
  missed.positions.assign(positions.begin(), positions.end());
  missed.moved = moved_markers(user, since, ChatId());
  return missed;
}

// The end of the newest commit that is at least two seconds older than the commit of `since`.
LogPosition MemoryRows::two_seconds_before(LogPosition since) const {
  const auto commit = tables_.commits.lower_bound(since);
  if (commit == tables_.commits.end()) return {};
  LogPosition floor;
  for (auto earlier = tables_.commits.begin(); earlier != commit; ++earlier) {
    if (earlier->second <= commit->second - kMarkersReachBack) floor = earlier->first;
  }
  return floor;
}

// One slice for all.
store::MarkerSlice MemoryRows::moved_markers(UserId user, LogPosition since, ChatId after) {
  const LogPosition floor = two_seconds_before(since);
  std::vector<MovedMarker> markers;
  for (const ChatId chat : chats_of(user)) {
    if (chat <= after) continue;
    const LogPosition behind = std::max(floor, tables_.members.at({chat, user}).joined_position);
    for (const MemberKey& key : keys_of_members(chat)) {
      const MemberRow& member = tables_.members.at(key);
      if (member.read_position <= behind) continue;
      markers.push_back({member.read_position, {chat, key.second, member.read_seq}});
    }
  }
  std::ranges::sort(markers, {}, &MovedMarker::position);
  return {std::move(markers), std::nullopt};
}

}  // namespace asq::test
