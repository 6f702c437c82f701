// Writes of accounts and sessions.
#include "base/text.hpp"
#include "store/sqlite/rows/columns.hpp"
#include "store/sqlite/rows/emails.hpp"
#include "store/sqlite/rows/handles.hpp"
#include "store/sqlite/rows/people_parts.hpp"
#include "store/sqlite/rows/transaction.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::string_view kKeepUserName =
    "INSERT OR REPLACE INTO user_names (user_id, folded, word_starts) VALUES (?1, ?2, ?3)";

}  // namespace

// `sql`: puts id, fold and word starts into their table.
void SqliteTransaction::keep_name(std::string_view sql, std::int64_t id, std::string_view name) {
  const FoldedName folded = fold_name(name);
  tables().statement(sql).execute(id, folded.text, folded.word_starts);
}

UserId SqliteTransaction::insert_user(const NewAccount& account, Timestamp created_at) {
  tables()
      .statement(
          "INSERT INTO users (username, email, email_folded, password_hash, created_at) "
          "VALUES (?1, '', '', ?2, ?3)")
      .execute(account.username, account.password_hash, to_micros(created_at));
  const UserId id(database_.last_insert_id());
  keep_email(tables(), id, account.email);
  keep_name(kKeepUserName, id.value(), account.username);
  if (!account.handle.empty()) keep_handle(tables(), id, account.handle);
  keep_parts(tables(), id);
  return id;
}

void SqliteTransaction::rename_user(UserId id, const AccountChange& change) {
  if (!change.username && !change.handle) return;
  remove_parts(tables(), id);
  if (change.username) {
    tables()
        .statement("UPDATE users SET username = ?2 WHERE id = ?1")
        .execute(id.value(), *change.username);
    keep_name(kKeepUserName, id.value(), *change.username);
  }
  if (change.handle) keep_handle(tables(), id, *change.handle);
  keep_parts(tables(), id);
}

void SqliteTransaction::update_user(UserId id, const AccountChange& change) {
  rename_user(id, change);
  if (change.email) keep_email(tables(), id, *change.email);
  if (change.password_hash) {
    tables()
        .statement("UPDATE users SET password_hash = ?2 WHERE id = ?1")
        .execute(id.value(), *change.password_hash);
  }
  if (change.disabled) {
    tables()
        .statement("UPDATE users SET disabled = ?2 WHERE id = ?1")
        .execute(id.value(), *change.disabled);
  }
  if (change.language) {
    tables()
        .statement("UPDATE users SET language = ?2 WHERE id = ?1")
        .execute(id.value(), *change.language);
  }
}

// The e-mail's place, which must be unique, takes what is no e-mail. Heads hold members by their
// account: what they know of this one is forgotten.
void SqliteTransaction::empty_user(UserId id) {
  for (const ChatId chat : chats_of(id)) heads_.forget(chat);
  remove_parts(tables(), id);
  tables()
      .statement(
          "UPDATE users SET username = '', email = '', email_folded = 'deleted ' || id, "
          "password_hash = '', handle = NULL, language = '', deleted = 1 WHERE id = ?1")
      .execute(id.value());
  tables().statement("DELETE FROM user_names WHERE user_id = ?1").execute(id.value());
}

void SqliteTransaction::rest_handle(const FreedHandle& freed) {
  keep_freed_handle(tables(), freed);
}

void SqliteTransaction::mark_leaving(const Leaving& leaving) {
  tables()
      .statement("INSERT OR REPLACE INTO leaving (user_id, after_chat_id) VALUES (?1, ?2)")
      .execute(leaving.user.value(), leaving.after.value());
}

void SqliteTransaction::unmark_leaving(UserId user) {
  tables().statement("DELETE FROM leaving WHERE user_id = ?1").execute(user.value());
}

std::optional<Leaving> SqliteTransaction::find_leaving() {
  auto row = tables().statement("SELECT user_id, after_chat_id FROM leaving LIMIT 1").run();
  if (!row.step()) return std::nullopt;
  return Leaving{UserId(row.integer(0)), ChatId(row.integer(1))};
}

SessionId SqliteTransaction::insert_session(const Session& session) {
  tables()
      .statement(
          "INSERT INTO sessions (user_id, generation, created_at, last_used_at, expires_at, "
          "user_agent, unnamed_generation, by_cookie) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
      .execute(session.user_id.value(), session.generation, to_micros(session.created_at),
               to_micros(session.last_used_at), to_micros(session.expires_at), session.user_agent,
               session.unnamed_generation, session.by_cookie ? 1 : 0);
  return SessionId(database_.last_insert_id());
}

void SqliteTransaction::update_session(const Session& session) {
  tables()
      .statement(
          "UPDATE sessions SET generation = ?2, last_used_at = ?3, expires_at = ?4, by_cookie = ?5 "
          "WHERE id = ?1")
      .execute(session.id.value(), session.generation, to_micros(session.last_used_at),
               to_micros(session.expires_at), session.by_cookie ? 1 : 0);
}

void SqliteTransaction::delete_session(SessionId id) {
  tables().statement("DELETE FROM sessions WHERE id = ?1").execute(id.value());
}

std::vector<Session> SqliteTransaction::expired_sessions(Timestamp before, int limit) {
  std::vector<Session> sessions;
  auto row = tables()
                 .statement("SELECT " ASQ_SESSION_COLUMNS
                            " FROM sessions WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2")
                 .run(to_micros(before), limit);
  while (row.step()) sessions.push_back(session_from(row));
  return sessions;
}

}  // namespace asq::store::sqlite
