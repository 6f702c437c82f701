#include "store/sqlite/log_missed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "store/sqlite/log_marks.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

// A chat of the person's, as far as the log is concerned.
struct Thread {
  ChatId chat;
  LogPosition joined;
  LogPosition newest;
  LogPosition newest_marker;
};

LogPosition load_head(Database& database) {
  auto row = database.statement("SELECT value FROM counters WHERE name = 'log_position'").run();
  return row.step() ? LogPosition(row.integer(0)) : LogPosition();
}

std::vector<Thread> load_threads(Database& database, UserId user) {
  std::vector<Thread> threads;
  auto row = database
                 .statement(
                     "SELECT m.chat_id, m.joined_position, c.log_position, c.marker_position "
                     "FROM members m JOIN chats c ON c.id = m.chat_id WHERE m.user_id = ?1")
                 .run(user.value());
  while (row.step()) {
    threads.push_back({ChatId(row.integer(0)), LogPosition(row.integer(1)),
                       LogPosition(row.integer(2)), LogPosition(row.integer(3))});
  }
  return threads;
}

// Gathers positions, up to one too many.
class Gathering {
 public:
  explicit Gathering(Database& database) : database_(database) {}

  [[nodiscard]] bool full() const { return positions_.size() > kMaxMissed; }
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

// Both were in one chat when `one` changed, and `one` left it later.
bool shared_a_chat_until_later(Database& database, UserId one, UserId other, LogPosition changed) {
  return database
      .statement(
          "SELECT 1 FROM departures d JOIN members m ON m.chat_id = d.chat_id AND m.user_id = ?2 "
          "WHERE d.user_id = ?1 AND d.position > ?3 AND m.joined_position < ?3 LIMIT 1")
      .run(one.value(), other.value(), changed.value())
      .step();
}

void gather_profiles(Database& database, UserId user, LogPosition since, Gathering& gathering) {
  std::vector<std::pair<UserId, LogPosition>> changed;
  {
    auto row = database
                   .statement(
                       "SELECT id, log_position FROM users "
                       "WHERE log_position > ?1 AND log_position > 0")
                   .run(since.value());
    while (row.step()) changed.emplace_back(row.integer(0), LogPosition(row.integer(1)));
  }
  for (const auto& [id, newest] : changed) {
    if (gathering.full()) return;
    const bool concerns = id == user || share_a_chat(database, id, user) ||
                          shared_a_chat_until_later(database, id, user, newest);
    if (concerns) gathering.walk(newest, since);
  }
}

// Events of markers may leave up to a second after the move, and a cursor may be ahead of them: so
// the markers are looked at from two seconds earlier, but never from before the membership.
std::vector<MovedMarker> load_markers(Database& database, const std::vector<Thread>& threads,
                                      LogPosition since) {
  const LogPosition floor = two_seconds_before(database, since);
  std::vector<MovedMarker> markers;
  for (const Thread& thread : threads) {
    const LogPosition behind = std::max(floor, thread.joined);
    if (thread.newest_marker <= behind) continue;
    auto row = database
                   .statement(
                       "SELECT user_id, read_seq, read_position FROM members "
                       "WHERE chat_id = ?1 AND read_position > ?2")
                   .run(thread.chat.value(), behind.value());
    while (row.step()) {
      markers.push_back({LogPosition(row.integer(2)),
                         {thread.chat, UserId(row.integer(0)), Seq(row.integer(1))}});
    }
  }
  std::ranges::sort(markers, {}, &MovedMarker::position);
  return markers;
}

}  // namespace

Standing find_standing(Database& database, UserId user) {
  return {load_head(database), load_chat_ids(database, user)};
}

Missed find_missed(Database& database, UserId user, LogPosition since) {
  const std::vector<Thread> threads = load_threads(database, user);
  Missed missed;
  missed.standing.head = load_head(database);
  Gathering gathering(database);
  for (const Thread& thread : threads) {
    missed.standing.chats.push_back(thread.chat);
    // The event by which the person joined is the first that concerns them.
    gathering.walk(thread.newest, std::max(since, LogPosition(thread.joined.value() - 1)));
  }
  missed.from_future = since > missed.standing.head;
  if (missed.from_future) return missed;
  gather_departures(database, user, since, gathering);
  gather_profiles(database, user, since, gathering);
  missed.too_many = gathering.full();
  if (missed.too_many) return missed;
  missed.positions = gathering.take_sorted();
  missed.markers = load_markers(database, threads, since);
  return missed;
}

bool share_a_chat(Database& database, UserId one, UserId other) {
  return database
      .statement(
          "SELECT 1 FROM members a JOIN members b ON b.chat_id = a.chat_id AND b.user_id = ?2 "
          "WHERE a.user_id = ?1 LIMIT 1")
      .run(one.value(), other.value())
      .step();
}

}  // namespace asq::store::sqlite
