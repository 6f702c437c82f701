// The hot path and the log. People: people.cpp; links to set a password with: resets.cpp; chats and
// members: chats.cpp; what becomes of a message: messages.cpp. Stop 4 of docs/life-of-a-message.md
//   before: chat/send_message.cpp      after: store/sqlite/core/writer.cpp
#include "store/sqlite/rows/transaction.hpp"

#include <stdexcept>
#include <utility>

#include "store/sqlite/rows/columns.hpp"
#include "store/sqlite/rows/rename_notes.hpp"

namespace asq::store::sqlite {
namespace {

std::optional<std::int64_t> number_of(const std::optional<UserId>& id) {
  if (!id) return std::nullopt;
  return id->value();
}

std::optional<std::int64_t> number_of(const std::optional<Role>& role) {
  if (!role) return std::nullopt;
  return static_cast<std::int64_t>(*role);
}

}  // namespace

Database& SqliteTransaction::tables() {
  const std::int64_t before = database_.total_changes();
  heads_.flush();
  changes_of_heads_ += database_.total_changes() - before;
  return database_;
}

// By a statement of its own: tables() would write down what the heads hold back.
bool SqliteTransaction::session_lives(const Actor& actor) {
  if (!actor.session_id) return true;
  return sql_.find_session.run(actor.session_id->value(), actor.user_id.value()).step();
}

std::optional<Place> SqliteTransaction::find_place(ChatId chat, UserId user) {
  const auto found = heads_.find(chat, user);
  if (!found) return std::nullopt;
  const auto& [head, member] = *found;
  return Place{found->membership(), member.joined_seq, member.read_seq, from_micros(head.last_at),
               head.member_count};
}

bool SqliteTransaction::insert_receipt(ChatId chat, UserId sender, std::string_view client_id,
                                       const StoredReceipt& receipt) {
  sql_.insert_receipt.execute(chat.value(), sender.value(), client_id, receipt.seq.value(),
                              receipt.content_hash);
  return database_.changes() > 0;
}

MessageId SqliteTransaction::append_message(const Message& message, LogPosition at) {
  const MessageId id(++counters_.message_id);
  const std::int64_t micros = to_micros(message.timestamp);
  std::optional<std::int64_t> reply_to;
  if (message.reply_to) reply_to = message.reply_to->value();
  sql_.insert_message.execute(position(message.chat_id, message.seq), id.value(),
                              message.sender_id.value(), micros, message.text, message.client_id,
                              reply_to);
  heads_.append(message.chat_id, message.sender_id, message.seq, micros, at);
  return id;
}

void SqliteTransaction::record(LogPosition at, Change change) {
  if (at.value() != recorded_ + 1) throw std::logic_error("a position is recorded out of turn");
  recorded_ = at.value();
  if (const auto entry = log_entry(change)) {
    const LogPosition previous = enter(*entry, at);
    const std::int64_t back = previous == LogPosition() ? 0 : at.value() - previous.value();
    sql_.insert_log.execute(at.value(), entry->chat.value(), back, entry->subject);
    if (entry->kind != LogKind::message) {
      sql_.insert_log_change.execute(at.value(), static_cast<int>(entry->kind),
                                     number_of(entry->actor), number_of(entry->role));
    }
    if (const auto* updated = std::get_if<UserUpdated>(&change)) {
      const Rename rename{updated->user.id, previous, at};
      if (!note_rename(tables(), rename, updated->chats)) left_something_ = true;
    }
  }
  auto event = std::make_shared<Event>();
  event->what = std::move(change);
  event->position = at;
  events_.push_back(std::move(event));
}

// `at` is the newest of that chat, or of that person, from now on; returns the one before it.
LogPosition SqliteTransaction::enter(const LogEntry& entry, LogPosition at) {
  if (entry.chat != ChatId()) return heads_.advance_log(entry.chat, at);
  LogPosition previous;
  {
    auto row =
        tables().statement("SELECT log_position FROM users WHERE id = ?1").run(entry.subject);
    if (row.step()) previous = LogPosition(row.integer(0));
  }
  tables()
      .statement("UPDATE users SET log_position = ?2 WHERE id = ?1")
      .execute(entry.subject, at.value());
  return previous;
}

}  // namespace asq::store::sqlite
