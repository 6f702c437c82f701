#include "store/sqlite/upkeep/purge.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kRowsAtOnce = 16;  // a message may have 64 KiB

std::optional<ChatId> next_chat(Database& database) {
  auto row = database.statement("SELECT chat_id FROM purges LIMIT 1").run();
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

}  // namespace

bool anything_to_purge(Database& database) { return next_chat(database).has_value(); }

bool purge_some(Database& database) {
  const auto chat = next_chat(database);
  if (!chat) return false;
  if (purge_reactions(database, *chat) || purge_reaction_kinds(database, *chat) ||
      purge_receipts(database, *chat) || purge_messages(database, *chat)) {
    return true;
  }
  database.statement("DELETE FROM purges WHERE chat_id = ?1").execute(chat->value());
  return anything_to_purge(database);
}

}  // namespace asq::store::sqlite
