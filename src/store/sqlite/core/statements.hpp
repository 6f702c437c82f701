// The statements of the hot path, prepared once per connection.
// Threads: those of their Database.
#pragma once

#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

struct WriteStatements {
  explicit WriteStatements(Database& db)
      : begin(db, "BEGIN IMMEDIATE"),
        commit(db, "COMMIT"),
        rollback(db, "ROLLBACK"),
        save_message_id(db, "UPDATE counters SET value = ?1 WHERE name = 'message_id'"),
        save_log_position(db, "UPDATE counters SET value = ?1 WHERE name = 'log_position'"),
        insert_mark(db,
                    "INSERT OR REPLACE INTO log_marks (slot, number, position) "
                    "VALUES (?1, ?2, ?3)"),
        insert_log(db,
                   "INSERT INTO log (position, chat_id, back, subject) VALUES (?1, ?2, ?3, ?4)"),
        insert_log_change(db,
                          "INSERT INTO log_changes (position, kind, actor, role) "
                          "VALUES (?1, ?2, ?3, ?4)"),
        insert_receipt(db,
                       "INSERT INTO receipts (chat_id, sender_id, client_id, seq, content_hash) "
                       "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"),
        find_chat(
            db,
            "SELECT type, admins_only_invite, last_seq, last_at, read_high, read_high_by, "
            "read_second, log_position, marker_position, member_count FROM chats WHERE id = ?1"),
        find_member(db,
                    "SELECT m.role, m.joined_seq, m.read_seq FROM members m JOIN users u "
                    "ON u.id = m.user_id AND u.deleted = 0 "
                    "WHERE m.chat_id = ?1 AND m.user_id = ?2"),
        find_session(db, "SELECT 1 FROM sessions WHERE id = ?1 AND user_id = ?2"),
        insert_message(db,
                       "INSERT INTO messages (position, id, sender_id, sent_at, text, client_id, "
                       "reply_to) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"),
        advance_chat(db,
                     "UPDATE chats SET last_seq = ?2, last_at = ?3, read_high = ?4, "
                     "read_high_by = ?5, read_second = ?6, log_position = ?7, "
                     "marker_position = ?8 WHERE id = ?1"),
        advance_reader(db,
                       "UPDATE members SET read_seq = ?3, read_position = ?4, "
                       "wrote = wrote | ?5 WHERE chat_id = ?1 AND user_id = ?2") {}

  Statement begin, commit, rollback, save_message_id, save_log_position, insert_mark, insert_log;
  Statement insert_log_change, insert_receipt, find_chat, find_member, find_session;
  Statement insert_message, advance_chat, advance_reader;
};

}  // namespace asq::store::sqlite
