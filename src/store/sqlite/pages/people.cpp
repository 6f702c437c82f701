#include "store/sqlite/pages/people.hpp"

#include <algorithm>
#include <cstdint>

#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

bool has_fewer_chats_than(Database& database, UserId user, std::int64_t count) {
  return !database.statement("SELECT 1 FROM members WHERE user_id = ?1 LIMIT 1 OFFSET ?2")
              .run(user.value(), count - 1)
              .step();
}

// Counts no further than it has to: one of two may be in tens of thousands, and most are in few.
UserId with_fewer_chats(Database& database, UserId one, UserId other) {
  for (std::int64_t count = 4;; count *= 8) {
    if (has_fewer_chats_than(database, one, count)) return one;
    if (has_fewer_chats_than(database, other, count)) return other;
  }
}

// One but `except`. The chats of the first are walked, in this order of the tables.
bool share_another_chat(Database& database, UserId one, UserId other, ChatId except) {
  const bool in_order = with_fewer_chats(database, one, other) == one;
  const UserId walked = in_order ? one : other;
  const UserId probed = in_order ? other : one;
  return database
      .statement(
          "SELECT 1 FROM members a CROSS JOIN members b ON b.chat_id = a.chat_id AND b.user_id = "
          "?2 WHERE a.user_id = ?1 AND a.chat_id <> ?3 AND a.chat_id NOT IN " ASQ_GONE_CHATS
          " LIMIT 1")
      .run(walked.value(), probed.value(), except.value())
      .step();
}

}  // namespace

std::optional<User> load_user(Database& database, UserId id) {
  auto row =
      database.statement("SELECT " ASQ_USER_COLUMNS " FROM users WHERE id = ?1").run(id.value());
  if (!row.step()) return std::nullopt;
  return user_from(row);
}

std::vector<User> load_users(Database& database, UserId after, int limit) {
  std::vector<User> users;
  auto row = database
                 .statement("SELECT " ASQ_USER_COLUMNS
                            " FROM users WHERE id > ?1 AND deleted = 0 ORDER BY id LIMIT ?2")
                 .run(after.value(), limit);
  while (row.step()) users.push_back(user_from(row));
  return users;
}

std::optional<Session> load_session(Database& database, SessionId id) {
  auto row = database.statement("SELECT " ASQ_SESSION_COLUMNS " FROM sessions WHERE id = ?1")
                 .run(id.value());
  if (!row.step()) return std::nullopt;
  return session_from(row);
}

std::vector<Session> load_sessions_of(Database& database, UserId owner) {
  std::vector<Session> sessions;
  auto row = database
                 .statement("SELECT " ASQ_SESSION_COLUMNS
                            " FROM sessions WHERE user_id = ?1 "
                            "ORDER BY last_used_at DESC, id DESC")
                 .run(owner.value());
  while (row.step()) sessions.push_back(session_from(row));
  return sessions;
}

bool share_a_chat(Database& database, UserId one, UserId other) {
  return share_another_chat(database, one, other, ChatId());
}

std::optional<DirectChat> load_direct_chat(Database& database, UserId viewer, UserId other) {
  const auto [low, high] = std::minmax(viewer, other);
  auto row = database
                 .statement(
                     "SELECT d.chat_id, m.wrote FROM direct_chats d JOIN members m "
                     "ON m.chat_id = d.chat_id AND m.user_id = ?3 "
                     "WHERE d.low_user_id = ?1 AND d.high_user_id = ?2")
                 .run(low.value(), high.value(), other.value());
  if (!row.step()) return std::nullopt;
  return DirectChat{ChatId(row.integer(0)), row.integer(1) != 0};
}

// Two people have one direct chat: whatever else they share is a group.
bool knows(Database& database, UserId viewer, UserId other) {
  const auto direct = load_direct_chat(database, viewer, other);
  if (direct && direct->wrote) return true;
  return share_another_chat(database, viewer, other, direct ? direct->id : ChatId());
}

bool has_left_a_chat_of(Database& database, UserId one, UserId viewer) {
  return database
      .statement(
          "SELECT 1 FROM departures d JOIN members m ON m.chat_id = d.chat_id AND m.user_id = ?2 "
          "WHERE d.user_id = ?1 AND d.chat_id NOT IN " ASQ_GONE_CHATS " LIMIT 1")
      .run(one.value(), viewer.value())
      .step();
}

std::optional<Departure> load_departure(Database& database, ChatId chat, UserId user) {
  auto row =
      database
          .statement("SELECT position, removed FROM departures WHERE user_id = ?1 AND chat_id = ?2")
          .run(user.value(), chat.value());
  if (!row.step()) return std::nullopt;
  return Departure{LogPosition(row.integer(0)), row.integer(1) != 0};
}

}  // namespace asq::store::sqlite
