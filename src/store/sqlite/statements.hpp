// The statements of the hot path and of the writer, prepared once per connection.
// Threads: those of their Database.
#pragma once

#include "store/sqlite/database.hpp"

namespace asq::store::sqlite {

// What message_from() in rows.hpp expects; the chat's markers decide `read`.
#define ASQ_MESSAGE_COLUMNS                                         \
  "m.position, m.id, m.sender_id, m.sent_at, m.text, m.client_id, " \
  "CASE WHEN m.sender_id = c.read_high_by THEN c.read_second ELSE c.read_high END"

struct WriteStatements {
  explicit WriteStatements(Database& db)
      : begin(db, "BEGIN IMMEDIATE"),
        commit(db, "COMMIT"),
        rollback(db, "ROLLBACK"),
        savepoint(db, "SAVEPOINT one"),
        rollback_to(db, "ROLLBACK TO one"),
        release(db, "RELEASE one"),
        save_message_id(db, "UPDATE counters SET value = ?1 WHERE name = 'message_id'"),
        find_receipt(db,
                     "SELECT seq, content_hash FROM receipts "
                     "WHERE chat_id = ?1 AND sender_id = ?2 AND client_id = ?3"),
        insert_receipt(db, "INSERT INTO receipts VALUES (?1, ?2, ?3, ?4, ?5)"),
        find_message(db, "SELECT " ASQ_MESSAGE_COLUMNS
                         " FROM messages m, chats c WHERE m.position = ?1 AND c.id = ?2"),
        find_membership(db,
                        "SELECT c.type, m.role, c.admins_only_invite, c.last_seq, c.last_at, "
                        "c.read_high, c.read_high_by, c.read_second "
                        "FROM members m JOIN chats c ON c.id = m.chat_id "
                        "WHERE m.chat_id = ?1 AND m.user_id = ?2"),
        insert_message(db, "INSERT INTO messages VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
        advance_chat(db,
                     "UPDATE chats SET last_seq = ?2, last_at = ?3, read_high = ?4, "
                     "read_high_by = ?5, read_second = ?6 WHERE id = ?1"),
        advance_reader(db, "UPDATE members SET read_seq = ?3 WHERE chat_id = ?1 AND user_id = ?2") {
  }

  Statement begin, commit, rollback, savepoint, rollback_to, release, save_message_id;
  Statement find_receipt, insert_receipt, find_message;
  Statement find_membership, insert_message, advance_chat, advance_reader;
};

}  // namespace asq::store::sqlite
