// Rows as nouns: the columns that a query names, and what becomes of a row of them.
// Threads: those of the Database.
#pragma once

#include "model/message.hpp"
#include "model/user.hpp"
#include "store/sqlite/core/database.hpp"
#include "store/transaction.hpp"

namespace asq::store::sqlite {

inline constexpr int kSeqBits = 32;
static_assert(kMaxSeq == (std::int64_t{1} << kSeqBits) - 1);

// The key of a message: a chat's messages lie together, in the order of seq.
[[nodiscard]] constexpr std::int64_t position(ChatId chat, Seq seq) {
  return (chat.value() << kSeqBits) | seq.value();
}
[[nodiscard]] constexpr std::int64_t position(const MessageRef& message) {
  return position(message.chat_id, message.seq);
}

// Of messages m and their chat c, whose markers decide `read`. Reactions are rows of their own.
#define ASQ_MESSAGE_COLUMNS                                                          \
  "m.position, m.id, m.sender_id, m.sent_at, m.text, m.client_id, "                  \
  "CASE WHEN m.sender_id = c.read_high_by THEN c.read_second ELSE c.read_high END, " \
  "m.reply_to, m.edited_at, m.deleted"
[[nodiscard]] Message message_from(const Statement::Run& row);

// Chats that are gone, while some of their members still have rows: a handful. Where a query of
// members does not read the chat's own row, it leaves these out.
#define ASQ_GONE_CHATS "(SELECT chat_id FROM purges WHERE position > 0)"

#define ASQ_USER_COLUMNS "id, username, email, created_at, disabled, deleted, handle, language"
// As many: what a query reads besides stands behind them.
inline constexpr int kUserColumns = 8;
[[nodiscard]] User user_from(const Statement::Run& row);

#define ASQ_SESSION_COLUMNS                                                     \
  "id, user_id, generation, created_at, last_used_at, expires_at, user_agent, " \
  "unnamed_generation, by_cookie"
[[nodiscard]] Session session_from(const Statement::Run& row);

}  // namespace asq::store::sqlite
