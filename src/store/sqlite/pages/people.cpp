#include "store/sqlite/pages/people.hpp"

#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {

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
  return database
      .statement(
          "SELECT 1 FROM members a JOIN members b ON b.chat_id = a.chat_id AND b.user_id = ?2 "
          "WHERE a.user_id = ?1 AND a.chat_id NOT IN " ASQ_GONE_CHATS " LIMIT 1")
      .run(one.value(), other.value())
      .step();
}

bool has_left_a_chat_of(Database& database, UserId one, UserId viewer) {
  return database
      .statement(
          "SELECT 1 FROM departures d JOIN members m ON m.chat_id = d.chat_id AND m.user_id = ?2 "
          "WHERE d.user_id = ?1 AND d.chat_id NOT IN " ASQ_GONE_CHATS " LIMIT 1")
      .run(one.value(), viewer.value())
      .step();
}

}  // namespace asq::store::sqlite
