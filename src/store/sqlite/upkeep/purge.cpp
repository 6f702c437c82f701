#include "store/sqlite/upkeep/purge.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/rows/columns.hpp"
#include "store/sqlite/rows/rename_notes.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kRowsAtOnce = 16;  // a message may have 64 KiB

constexpr int kMembersAtOnce = 16;

// Members first: they are the ones who are still to hear of it.
std::optional<ChatId> next_chat(Database& database) {
  auto row = database
                 .statement(
                     "SELECT chat_id FROM (SELECT chat_id FROM purges WHERE position > 0 LIMIT 1) "
                     "UNION ALL SELECT chat_id FROM (SELECT chat_id FROM purges LIMIT 1)")
                 .run();
  if (!row.step()) return std::nullopt;
  return ChatId(row.integer(0));
}

// Of a table whose key has a text in the middle; what lacks the last part has 0 there.
struct Key {
  std::int64_t first = 0;
  std::string text;
  std::int64_t last = 0;
};

std::vector<Key> load_keys(Database& database, std::string_view sql, std::int64_t from,
                           std::int64_t to) {
  std::vector<Key> keys;
  auto row = database.statement(sql).run(from, to, kRowsAtOnce);
  while (row.step()) keys.push_back({row.integer(0), row.text(1), row.integer(2)});
  return keys;
}

// Key by key: given a list of keys SQLite would look through all rows that share the first part.
bool purge_reactions(Database& database, ChatId chat) {
  const auto keys = load_keys(database,
                              "SELECT message, emoji, user_id FROM reactions "
                              "WHERE message BETWEEN ?1 AND ?2 LIMIT ?3",
                              position(chat, Seq(0)), position(chat, Seq(kMaxSeq)));
  for (const Key& key : keys) {
    database.statement("DELETE FROM reactions WHERE message = ?1 AND emoji = ?2 AND user_id = ?3")
        .execute(key.first, key.text, key.last);
  }
  return !keys.empty();
}

bool purge_reaction_kinds(Database& database, ChatId chat) {
  const auto keys = load_keys(database,
                              "SELECT message, emoji, 0 FROM reaction_kinds "
                              "WHERE message BETWEEN ?1 AND ?2 LIMIT ?3",
                              position(chat, Seq(0)), position(chat, Seq(kMaxSeq)));
  for (const Key& key : keys) {
    database.statement("DELETE FROM reaction_kinds WHERE message = ?1 AND emoji = ?2")
        .execute(key.first, key.text);
  }
  return !keys.empty();
}

bool purge_receipts(Database& database, ChatId chat) {
  const auto keys = load_keys(database,
                              "SELECT sender_id, client_id, 0 FROM receipts "
                              "WHERE chat_id BETWEEN ?1 AND ?2 LIMIT ?3",
                              chat.value(), chat.value());
  for (const Key& key : keys) {
    database
        .statement("DELETE FROM receipts WHERE chat_id = ?1 AND sender_id = ?2 AND client_id = ?3")
        .execute(chat.value(), key.first, key.text);
  }
  return !keys.empty();
}

bool purge_messages(Database& database, ChatId chat) {
  database
      .statement(
          "DELETE FROM messages WHERE position IN "
          "(SELECT position FROM messages WHERE position BETWEEN ?1 AND ?2 LIMIT ?3)")
      .execute(position(chat, Seq(0)), position(chat, Seq(kMaxSeq)), kRowsAtOnce);
  return database.changes() > 0;
}

bool purge_renames(Database& database, ChatId chat) {
  database
      .statement(
          "DELETE FROM renames WHERE chat_id = ?1 AND position <= (SELECT max(position) FROM "
          "(SELECT position FROM renames WHERE chat_id = ?1 ORDER BY position LIMIT ?2))")
      .execute(chat.value(), kRowsAtOnce);
  return database.changes() > 0;
}

bool has_members(Database& database, ChatId chat) {
  return database.statement("SELECT 1 FROM purges WHERE chat_id = ?1 AND position > 0")
      .run(chat.value())
      .step();
}

}  // namespace

bool purge_members(Database& database, ChatId chat, std::int64_t limit) {
  database
      .statement(
          "INSERT OR REPLACE INTO departures (user_id, chat_id, position) "
          "SELECT m.user_id, m.chat_id, p.position FROM purges p "
          "JOIN members m ON m.chat_id = p.chat_id WHERE p.chat_id = ?1 "
          "ORDER BY m.user_id LIMIT ?2")
      .execute(chat.value(), limit);
  database
      .statement(
          "DELETE FROM members WHERE chat_id = ?1 AND user_id <= (SELECT max(user_id) FROM "
          "(SELECT user_id FROM members WHERE chat_id = ?1 ORDER BY user_id LIMIT ?2))")
      .execute(chat.value(), limit);
  if (database.changes() == limit) return true;
  database.statement("UPDATE purges SET position = 0 WHERE chat_id = ?1").execute(chat.value());
  return false;
}

bool anything_to_purge(Database& database) {
  return any_renames_put_off(database) || next_chat(database).has_value();
}

bool purge_some(Database& database) {
  if (any_renames_put_off(database)) {
    note_some_renames(database);
    return true;
  }
  const auto chat = next_chat(database);
  if (!chat) return false;
  if (has_members(database, *chat)) {
    purge_members(database, *chat, kMembersAtOnce);
    return true;
  }
  if (purge_renames(database, *chat) || purge_reactions(database, *chat) ||
      purge_reaction_kinds(database, *chat) || purge_receipts(database, *chat) ||
      purge_messages(database, *chat)) {
    return true;
  }
  database.statement("DELETE FROM purges WHERE chat_id = ?1").execute(chat->value());
  return anything_to_purge(database);
}

}  // namespace asq::store::sqlite
