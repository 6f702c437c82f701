#include "store/sqlite/chat_erasure.hpp"

#include "model/permissions.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/member_writes.hpp"

namespace asq::store::sqlite {

Result<void> write_chat_erasure(WriteContext& context, MembershipCache& cache, UserId actor,
                                ChatId chat) {
  const auto place = context.heads.find(chat, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership membership = place->membership();
  if (!may(membership, Action::delete_chat)) {
    return fail(refusal(membership, Action::delete_chat));
  }
  erase_chat(context, cache, chat, actor);
  return {};
}

void erase_chat(WriteContext& context, MembershipCache& cache, ChatId chat, UserId by) {
  const auto logged = log_chat(context, LogKind::chat_deleted, chat, by);
  context.heads.forget(chat);
  Database& database = context.database();
  database
      .statement(
          "INSERT OR REPLACE INTO departures "
          "SELECT user_id, chat_id, ?2 FROM members WHERE chat_id = ?1")
      .execute(chat.value(), logged.position.value());
  database.statement("DELETE FROM members WHERE chat_id = ?1").execute(chat.value());
  database.statement("DELETE FROM chats WHERE id = ?1").execute(chat.value());
  database.statement("INSERT INTO purges VALUES (?1)").execute(chat.value());
  context.purge_later();
  forget_after_commit(context, cache, chat);
  context.publish(ChatDeleted{chat}, logged);
}

}  // namespace asq::store::sqlite
