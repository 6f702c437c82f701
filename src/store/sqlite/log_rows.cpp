#include "store/sqlite/log_rows.hpp"

#include <utility>

namespace asq::store::sqlite {
namespace {

using Logged = WriteContext::Logged;
using Optional = std::optional<std::int64_t>;

struct Row {
  LogKind kind = LogKind::message;
  ChatId chat;
  std::int64_t subject = 0;
  Optional actor = {};
  Optional role = {};
};

void insert(WriteContext& context, const Row& row, const Logged& logged) {
  const std::int64_t back =
      logged.previous == LogPosition() ? 0 : logged.position.value() - logged.previous.value();
  const std::int64_t position = logged.position.value();
  context.sql.insert_log.execute(position, row.chat.value(), back, row.subject);
  if (row.kind == LogKind::message) return;
  context.sql.insert_log_change.execute(position, static_cast<int>(row.kind), row.actor, row.role);
}

Logged log_in_chat(WriteContext& context, const Row& row) {
  const LogPosition position = context.take_position();
  const Logged logged{position, context.heads.advance_log(row.chat, position)};
  insert(context, row, logged);
  return logged;
}

}  // namespace

Logged log_message(WriteContext& context, LogKind kind, ChatId chat, Seq seq) {
  return log_in_chat(context, {kind, chat, seq.value()});
}

Logged log_chat(WriteContext& context, LogKind kind, ChatId chat, UserId actor) {
  return log_in_chat(context, {kind, chat, 0, actor.value()});
}

Logged log_member(WriteContext& context, LogKind kind, ChatId chat, UserId user, UserId actor,
                  Role role) {
  return log_in_chat(context, {kind, chat, user.value(), actor.value(), static_cast<int>(role)});
}

Logged log_user(WriteContext& context, UserId user) {
  Database& database = context.database();
  Logged logged{context.take_position(), {}};
  {
    auto row = database.statement("SELECT log_position FROM users WHERE id = ?1").run(user.value());
    if (row.step()) logged.previous = LogPosition(row.integer(0));
  }
  database.statement("UPDATE users SET log_position = ?2 WHERE id = ?1")
      .execute(user.value(), logged.position.value());
  insert(context, {LogKind::user_updated, ChatId(), user.value()}, logged);
  return logged;
}

}  // namespace asq::store::sqlite
