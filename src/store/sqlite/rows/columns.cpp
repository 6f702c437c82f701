#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {

Message message_from(const Statement::Run& row) {
  Message message;
  const std::int64_t key = row.integer(0);
  message.chat_id = ChatId(key >> kSeqBits);
  message.seq = Seq(key & kMaxSeq);
  message.id = MessageId(row.integer(1));
  message.sender_id = UserId(row.integer(2));
  message.timestamp = from_micros(row.integer(3));
  message.text = row.text(4);
  message.client_id = row.optional_text(5);
  message.read = row.integer(6) >= message.seq.value();
  if (const auto seq = row.optional_integer(7)) message.reply_to = Seq(*seq);
  if (const auto micros = row.optional_integer(8)) message.edited_at = from_micros(*micros);
  message.deleted = row.integer(9) != 0;
  return message;
}

User user_from(const Statement::Run& row) {
  User user;
  user.id = UserId(row.integer(0));
  user.username = row.text(1);
  user.email = row.text(2);
  user.created_at = from_micros(row.integer(3));
  user.disabled = row.integer(4) != 0;
  user.deleted = row.integer(5) != 0;
  user.handle = row.optional_text(6).value_or(std::string());
  user.language = row.text(7);
  return user;
}

Session session_from(const Statement::Run& row) {
  Session session;
  session.id = SessionId(row.integer(0));
  session.user_id = UserId(row.integer(1));
  session.generation = row.integer(2);
  session.created_at = from_micros(row.integer(3));
  session.last_used_at = from_micros(row.integer(4));
  session.expires_at = from_micros(row.integer(5));
  session.user_agent = row.text(6);
  session.unnamed_generation = row.optional_integer(7);
  session.by_cookie = row.integer(8) != 0;
  return session;
}

}  // namespace asq::store::sqlite
