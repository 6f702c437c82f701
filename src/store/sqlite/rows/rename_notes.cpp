#include "store/sqlite/rows/rename_notes.hpp"

#include <optional>

#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kChatsAtOnce = 500;
constexpr std::int64_t kChatsInASlice = 50;
constexpr int kMostSteps = 64;  // back through the changes of one profile

LogPosition position_before(Database& database, LogPosition position) {
  auto row = database.statement("SELECT back FROM log WHERE position = ?1").run(position.value());
  if (!row.step() || row.integer(0) == 0) return {};
  return LogPosition(position.value() - row.integer(0));
}

bool forget(Database& database, ChatId chat, LogPosition position) {
  database.statement("DELETE FROM renames WHERE chat_id = ?1 AND position = ?2")
      .execute(chat.value(), position.value());
  return database.changes() > 0;
}

// Where the steps back through a profile's changes are too many. It reads all notes of the chat.
void forget_all(Database& database, ChatId chat, UserId user, LogPosition up_to) {
  database.statement("DELETE FROM renames WHERE chat_id = ?1 AND position <= ?3 AND user_id = ?2")
      .execute(chat.value(), user.value(), up_to.value());
}

LogPosition joined_position(Database& database, ChatId chat, UserId user) {
  auto row =
      database.statement("SELECT joined_position FROM members WHERE chat_id = ?1 AND user_id = ?2")
          .run(chat.value(), user.value());
  return row.step() ? LogPosition(row.integer(0)) : LogPosition();
}

// The note is at the change before, unless that one was put off and never noted here; and it is no
// older than the last change before the person joined (forget_before_joining).
void forget_older(Database& database, const Rename& rename, ChatId chat) {
  LogPosition at = rename.previous;
  if (at == LogPosition() || forget(database, chat, at)) return;
  const LogPosition joined = joined_position(database, chat, rename.user);
  for (int steps = 0; at > joined; ++steps) {
    if (steps == kMostSteps) return forget_all(database, chat, rename.user, at);
    at = position_before(database, at);
    if (at == LogPosition() || forget(database, chat, at)) return;
  }
}

void note(Database& database, const Rename& rename, ChatId chat) {
  forget_older(database, rename, chat);
  database
      .statement("INSERT OR IGNORE INTO renames (chat_id, position, user_id) VALUES (?1, ?2, ?3)")
      .execute(chat.value(), rename.position.value(), rename.user.value());
}

std::vector<ChatId> next_chats(Database& database, const PutOff& rename) {
  std::vector<ChatId> chats;
  auto row = database
                 .statement(
                     "SELECT chat_id FROM members WHERE user_id = ?1 AND chat_id > ?2 "
                     "AND joined_position < ?3 AND chat_id NOT IN " ASQ_GONE_CHATS
                     " ORDER BY chat_id LIMIT ?4")
                 .run(rename.user.value(), rename.noted_up_to.value(), rename.position.value(),
                      kChatsInASlice);
  while (row.step()) chats.emplace_back(row.integer(0));
  return chats;
}

}  // namespace

bool note_rename(Database& database, const Rename& rename, const std::vector<ChatId>& chats) {
  if (chats.size() > kChatsAtOnce) {
    database
        .statement(
            "INSERT OR REPLACE INTO renames_put_off (user_id, position, noted_up_to) "
            "VALUES (?1, ?2, 0)")
        .execute(rename.user.value(), rename.position.value());
    return false;
  }
  database.statement("DELETE FROM renames_put_off WHERE user_id = ?1").execute(rename.user.value());
  for (const ChatId chat : chats) note(database, rename, chat);
  return true;
}

void note_before_leaving(Database& database, ChatId chat, UserId user) {
  std::optional<PutOff> put_off;
  {
    auto row =
        database.statement("SELECT position, noted_up_to FROM renames_put_off WHERE user_id = ?1")
            .run(user.value());
    if (row.step()) put_off = {user, LogPosition(row.integer(0)), ChatId(row.integer(1))};
  }
  if (!put_off || !is_put_off_in(database, *put_off, chat)) return;
  note(database, {user, position_before(database, put_off->position), put_off->position}, chat);
}

void forget_before_joining(Database& database, ChatId chat, UserId user) {
  LogPosition left;
  LogPosition at;
  {
    auto row = database
                   .statement(
                       "SELECT d.position, u.log_position FROM departures d "
                       "JOIN users u ON u.id = d.user_id WHERE d.user_id = ?1 AND d.chat_id = ?2")
                   .run(user.value(), chat.value());
    if (!row.step()) return;
    left = LogPosition(row.integer(0));
    at = LogPosition(row.integer(1));
  }
  if (at < left) return;
  for (int steps = 0; at > left; ++steps) {
    if (steps == kMostSteps) return forget_all(database, chat, user, left);
    at = position_before(database, at);
  }
  if (at != LogPosition()) forget(database, chat, at);
}

bool any_renames_put_off(Database& database) {
  return database.statement("SELECT 1 FROM renames_put_off LIMIT 1").run().step();
}

void note_some_renames(Database& database) {
  const auto all = load_renames_put_off(database, LogPosition());
  if (all.empty()) return;
  const PutOff& first = all.front();
  const Rename rename{first.user, position_before(database, first.position), first.position};
  const auto chats = next_chats(database, first);
  for (const ChatId chat : chats) note(database, rename, chat);
  if (std::ssize(chats) < kChatsInASlice) {
    database.statement("DELETE FROM renames_put_off WHERE user_id = ?1")
        .execute(first.user.value());
    return;
  }
  database.statement("UPDATE renames_put_off SET noted_up_to = ?2 WHERE user_id = ?1")
      .execute(first.user.value(), chats.back().value());
}

std::vector<PutOff> load_renames_put_off(Database& database, LogPosition since) {
  std::vector<PutOff> all;
  auto row = database
                 .statement(
                     "SELECT user_id, position, noted_up_to FROM renames_put_off "
                     "WHERE position > ?1")
                 .run(since.value());
  while (row.step()) {
    all.push_back({UserId(row.integer(0)), LogPosition(row.integer(1)), ChatId(row.integer(2))});
  }
  return all;
}

bool is_put_off_in(Database& database, const PutOff& rename, ChatId chat) {
  if (chat <= rename.noted_up_to) return false;
  return database
      .statement(
          "SELECT 1 FROM members WHERE chat_id = ?1 AND user_id = ?2 AND joined_position < ?3")
      .run(chat.value(), rename.user.value(), rename.position.value())
      .step();
}

}  // namespace asq::store::sqlite
