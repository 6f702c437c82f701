#include "store/sqlite/purge.hpp"

#include <optional>

#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kRowsAtOnce = 256;

std::optional<ChatId> next_chat(Database& database) {
  auto row = database.statement("SELECT chat_id FROM purges LIMIT 1").run();
  if (!row.step()) return std::nullopt;
  return ChatId(row.integer(0));
}

// Of a table whose keys begin with that of a message.
bool purge_by_message(Database& database, ChatId chat, std::string_view sql) {
  database.statement(sql).execute(position(chat, Seq(0)), position(chat, Seq(kMaxSeq)),
                                  kRowsAtOnce);
  return database.changes() > 0;
}

bool purge_reactions(Database& database, ChatId chat) {
  return purge_by_message(database, chat,
                          "DELETE FROM reactions WHERE (message, emoji, user_id) IN "
                          "(SELECT message, emoji, user_id FROM reactions "
                          "WHERE message BETWEEN ?1 AND ?2 LIMIT ?3)") ||
         purge_by_message(database, chat,
                          "DELETE FROM reaction_kinds WHERE (message, emoji) IN "
                          "(SELECT message, emoji FROM reaction_kinds "
                          "WHERE message BETWEEN ?1 AND ?2 LIMIT ?3)");
}

bool purge_messages(Database& database, ChatId chat) {
  return purge_by_message(database, chat,
                          "DELETE FROM messages WHERE position IN "
                          "(SELECT position FROM messages "
                          "WHERE position BETWEEN ?1 AND ?2 LIMIT ?3)");
}

bool purge_receipts(Database& database, ChatId chat) {
  database
      .statement(
          "DELETE FROM receipts WHERE (chat_id, sender_id, client_id) IN "
          "(SELECT chat_id, sender_id, client_id FROM receipts WHERE chat_id = ?1 LIMIT ?2)")
      .execute(chat.value(), kRowsAtOnce);
  return database.changes() > 0;
}

}  // namespace

bool anything_to_purge(Database& database) { return next_chat(database).has_value(); }

bool purge_some(Database& database) {
  const auto chat = next_chat(database);
  if (!chat) return false;
  if (purge_reactions(database, *chat) || purge_receipts(database, *chat) ||
      purge_messages(database, *chat)) {
    return true;
  }
  database.statement("DELETE FROM purges WHERE chat_id = ?1").execute(chat->value());
  return anything_to_purge(database);
}

}  // namespace asq::store::sqlite
