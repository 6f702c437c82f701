#include "store/sqlite/pages/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/sqlite/pages/chats.hpp"
#include "store/sqlite/rows/log_marks.hpp"
#include "store/sqlite/rows/rename_notes.hpp"

namespace asq::store::sqlite {
namespace {

// A chat of the person's, as far as the log is concerned.
struct ChatInLog {
  ChatId id;
  LogPosition joined;
  LogPosition newest;
  LogPosition newest_marker;
  std::int64_t members = 0;
};

LogPosition load_head(Database& database) {
  auto row = database.statement("SELECT value FROM counters WHERE name = 'log_position'").run();
  return row.step() ? LogPosition(row.integer(0)) : LogPosition();
}

// Behind `after`, ascending, as long as `visit` gives true.
template <class Visit>
void visit_chats_in_log(Database& database, UserId user, ChatId after, Visit visit) {
  auto row = database
                 .statement(
                     "SELECT m.chat_id, m.joined_position, c.log_position, c.marker_position, "
                     "c.member_count FROM members m CROSS JOIN chats c ON c.id = m.chat_id "
                     "WHERE m.user_id = ?1 AND m.chat_id > ?2 ORDER BY m.chat_id")
                 .run(user.value(), after.value());
  while (row.step()) {
    const ChatInLog chat{ChatId(row.integer(0)), LogPosition(row.integer(1)),
                         LogPosition(row.integer(2)), LogPosition(row.integer(3)), row.integer(4)};
    if (!visit(chat)) return;
  }
}

// Of all chats together: somebody who shares thousands of chats with many who changed their names
// loads the lists anew.
constexpr std::size_t kMaxRenamesLookedAt = 100'000;

// Gathers positions, up to one too many.
class Gathering {
 public:
  explicit Gathering(Database& database) : database_(database) {}

  [[nodiscard]] bool full() const { return given_up_ || positions_.size() > kMaxMissed; }
  void give_up() { given_up_ = true; }
  void add(LogPosition position) { positions_.push_back(position); }
  // From `newest` back to what lies behind `floor`.
  void walk(LogPosition newest, LogPosition floor);
  std::vector<LogPosition> take_sorted() {
    std::ranges::sort(positions_);
    return std::move(positions_);
  }

 private:
  Database& database_;
  std::vector<LogPosition> positions_;
  bool given_up_ = false;
};

void Gathering::walk(LogPosition newest, LogPosition floor) {
  LogPosition at = newest;
  while (at > floor && !full()) {
    add(at);
    auto row = database_.statement("SELECT back FROM log WHERE position = ?1").run(at.value());
    if (!row.step()) {
      throw std::runtime_error(fmt::format("the log has no row at {}", at.value()));
    }
    const std::int64_t back = row.integer(0);
    if (back == 0) return;
    at = LogPosition(at.value() - back);
  }
}

void gather_departures(Database& database, UserId user, LogPosition since, Gathering& gathering) {
  auto row =
      database.statement("SELECT position FROM departures WHERE user_id = ?1 AND position > ?2")
          .run(user.value(), since.value());
  while (row.step() && !gathering.full()) gathering.add(LogPosition(row.integer(0)));
}

// Of chats that are gone, and whose members have not all got their departure yet.
void gather_deletions(Database& database, UserId user, LogPosition since, Gathering& gathering) {
  auto row = database
                 .statement(
                     "SELECT p.position FROM purges p CROSS JOIN members m "
                     "ON m.chat_id = p.chat_id AND m.user_id = ?1 "
                     "WHERE p.position > ?2 AND p.position > 0")
                 .run(user.value(), since.value());
  while (row.step() && !gathering.full()) gathering.add(LogPosition(row.integer(0)));
}

LogPosition last_change_of_profile(Database& database, UserId user) {
  auto row = database.statement("SELECT log_position FROM users WHERE id = ?1").run(user.value());
  return row.step() ? LogPosition(row.integer(0)) : LogPosition();
}

bool any_profile_changed(Database& database, LogPosition since) {
  return database
      .statement("SELECT 1 FROM users WHERE log_position > ?1 AND log_position > 0 LIMIT 1")
      .run(since.value())
      .step();
}

// Who changed their profile while they were in one of the chats with the user. Whoever did so again
// elsewhere has left that chat before, and is not told of.
void gather_profiles(Database& database, UserId user, const std::vector<ChatInLog>& chats,
                     LogPosition since, Gathering& gathering) {
  if (!any_profile_changed(database, since)) return;
  gathering.walk(last_change_of_profile(database, user), since);
  std::unordered_map<UserId, LogPosition> changed;  // where each was told of, at the latest
  std::size_t looked_at = 0;
  for (const ChatInLog& chat : chats) {
    auto row = database
                   .statement(
                       "SELECT user_id, position FROM renames "
                       "WHERE chat_id = ?1 AND position > ?2")
                   .run(chat.id.value(), std::max(since, chat.joined).value());
    while (row.step()) {
      LogPosition& newest = changed[UserId(row.integer(0))];
      newest = std::max(newest, LogPosition(row.integer(1)));
      if (++looked_at > kMaxRenamesLookedAt) return gathering.give_up();
    }
  }
  for (const PutOff& rename : load_renames_put_off(database, since)) {
    const bool shared = std::ranges::any_of(chats, [&](const ChatInLog& chat) {
      return chat.joined < rename.position && is_put_off_in(database, rename, chat.id);
    });
    if (shared) changed[rename.user] = rename.position;
  }
  changed.erase(user);
  for (const auto& [id, newest] : changed) {
    if (gathering.full()) return;
    if (newest == last_change_of_profile(database, id)) gathering.walk(newest, since);
  }
}

// So many take some 10 ms, if all of them have moved their markers.
constexpr std::int64_t kMembersInASlice = 25'000;

// Events of markers may leave up to a second after the move, and a cursor may be ahead of them: so
// the markers are looked at from two seconds earlier, but never from before the membership.
class MarkerGathering {
 public:
  MarkerGathering(Database& database, LogPosition since)
      : database_(database), floor_(two_seconds_before(database, since)) {}

  // False: the slice is full, and ends with the chat before.
  bool look_at(const ChatInLog& chat) {
    const LogPosition behind = std::max(floor_, chat.joined);
    if (chat.newest_marker <= behind) return true;
    if (looked_at_ >= kMembersInASlice) {
      slice_.up_to = ChatId(chat.id.value() - 1);
      return false;
    }
    looked_at_ += chat.members;
    auto row = database_
                   .statement(
                       "SELECT user_id, read_seq, read_position FROM members "
                       "WHERE chat_id = ?1 AND read_position > ?2")
                   .run(chat.id.value(), behind.value());
    while (row.step()) {
      slice_.markers.push_back(
          {LogPosition(row.integer(2)), {chat.id, UserId(row.integer(0)), Seq(row.integer(1))}});
    }
    return true;
  }
  MarkerSlice take_sorted() {
    std::ranges::sort(slice_.markers, {}, &MovedMarker::position);
    return std::move(slice_);
  }

 private:
  Database& database_;
  const LogPosition floor_;
  MarkerSlice slice_;
  std::int64_t looked_at_ = 0;  // members
};

}  // namespace

Missed find_missed(Database& database, UserId user, LogPosition since) {
  std::vector<ChatInLog> chats;
  visit_chats_in_log(database, user, ChatId(), [&](const ChatInLog& chat) {
    chats.push_back(chat);
    return true;
  });
  Missed missed;
  missed.standing.head = load_head(database);
  Gathering gathering(database);
  for (const ChatInLog& chat : chats) {
    missed.standing.chats.push_back(chat.id);
    // The event by which the person joined is the first that concerns them.
    gathering.walk(chat.newest, std::max(since, LogPosition(chat.joined.value() - 1)));
  }
  missed.from_future = since > missed.standing.head;
  if (missed.from_future) return missed;
  gather_departures(database, user, since, gathering);
  gather_deletions(database, user, since, gathering);
  gather_profiles(database, user, chats, since, gathering);
  missed.too_many = gathering.full();
  if (missed.too_many) return missed;
  missed.positions = gathering.take_sorted();
  MarkerGathering markers(database, since);
  for (const ChatInLog& chat : chats) {
    if (!markers.look_at(chat)) break;
  }
  missed.moved = markers.take_sorted();
  return missed;
}

MarkerSlice load_moved_markers(Database& database, UserId user, LogPosition since, ChatId after) {
  MarkerGathering markers(database, since);
  visit_chats_in_log(database, user, after,
                     [&](const ChatInLog& chat) { return markers.look_at(chat); });
  return markers.take_sorted();
}

std::optional<LogEntry> load_log_entry(Database& database, LogPosition position) {
  auto row = database
                 .statement(
                     "SELECT k.kind, l.chat_id, l.subject, k.actor, k.role FROM log l "
                     "LEFT JOIN log_changes k ON k.position = l.position WHERE l.position = ?1")
                 .run(position.value());
  if (!row.step()) return std::nullopt;
  LogEntry entry{static_cast<LogKind>(row.integer(0)), ChatId(row.integer(1)), row.integer(2)};
  if (const auto actor = row.optional_integer(3)) entry.actor = UserId(*actor);
  if (const auto role = row.optional_integer(4)) entry.role = static_cast<Role>(*role);
  return entry;
}

}  // namespace asq::store::sqlite
