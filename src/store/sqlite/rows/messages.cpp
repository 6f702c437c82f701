// What becomes of a message after it was sent.
#include "store/sqlite/rows/columns.hpp"
#include "store/sqlite/rows/transaction.hpp"

namespace asq::store::sqlite {

void SqliteTransaction::update_text(const MessageRef& message, std::string_view text,
                                    Timestamp edited_at) {
  tables()
      .statement("UPDATE messages SET text = ?2, edited_at = ?3 WHERE position = ?1")
      .execute(position(message), text, to_micros(edited_at));
}

void SqliteTransaction::make_tombstone(const MessageRef& message) {
  const std::int64_t key = position(message);
  Database& database = tables();
  database
      .statement(
          "UPDATE messages SET text = '', deleted = 1, edited_at = NULL, reply_to = NULL "
          "WHERE position = ?1")
      .execute(key);
  database.statement("DELETE FROM reactions WHERE message = ?1").execute(key);
  database.statement("DELETE FROM reaction_kinds WHERE message = ?1").execute(key);
}

bool SqliteTransaction::has_reacted(const ReactionKey& reaction) {
  return tables()
      .statement("SELECT 1 FROM reactions WHERE message = ?1 AND emoji = ?2 AND user_id = ?3")
      .run(position(reaction.message), reaction.emoji, reaction.user.value())
      .step();
}

void SqliteTransaction::insert_reaction(const ReactionKey& reaction, LogPosition at) {
  const std::int64_t key = position(reaction.message);
  Database& database = tables();
  database
      .statement(
          "INSERT INTO reactions (message, emoji, user_id, position) VALUES (?1, ?2, ?3, ?4)")
      .execute(key, reaction.emoji, reaction.user.value(), at.value());
  database
      .statement(
          "INSERT INTO reaction_kinds (message, emoji, count) VALUES (?1, ?2, 1) "
          "ON CONFLICT DO UPDATE SET count = count + 1")
      .execute(key, reaction.emoji);
}

void SqliteTransaction::delete_reaction(const ReactionKey& reaction) {
  const std::int64_t key = position(reaction.message);
  Database& database = tables();
  database.statement("DELETE FROM reactions WHERE message = ?1 AND emoji = ?2 AND user_id = ?3")
      .execute(key, reaction.emoji, reaction.user.value());
  database
      .statement("UPDATE reaction_kinds SET count = count - 1 WHERE message = ?1 AND emoji = ?2")
      .execute(key, reaction.emoji);
  database.statement("DELETE FROM reaction_kinds WHERE message = ?1 AND emoji = ?2 AND count = 0")
      .execute(key, reaction.emoji);
}

}  // namespace asq::store::sqlite
