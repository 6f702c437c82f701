#include "store/sqlite/account_erasure.hpp"

#include <utility>
#include <vector>

#include "store/sqlite/end_sessions.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/member_removal.hpp"
#include "store/sqlite/member_writes.hpp"
#include "store/sqlite/rows.hpp"

namespace asq::store::sqlite {
namespace {

std::vector<ChatId> load_groups(Database& database, UserId user) {
  std::vector<ChatId> ids;
  auto row = database
                 .statement(
                     "SELECT c.id FROM members m JOIN chats c ON c.id = m.chat_id "
                     "WHERE m.user_id = ?1 AND c.type = 1")
                 .run(user.value());
  while (row.step()) ids.emplace_back(row.integer(0));
  return ids;
}

// What stays is the id. The e-mail's place, which must be unique, takes what is no e-mail.
void empty_row(Database& database, UserId id) {
  database
      .statement(
          "UPDATE users SET username = '', email = '', email_folded = 'deleted ' || id, "
          "password_hash = '', deleted = 1 WHERE id = ?1")
      .execute(id.value());
}

}  // namespace

Result<void> write_account_erasure(WriteContext& context, const Parts& parts, UserId id) {
  if (!user_exists(context.database(), id)) return fail(ErrorCode::user_not_found);
  // First, so that sockets hear of the end of their session, not of a removal from their chat.
  end_sessions_of(context, parts.sessions, id, std::nullopt);
  const std::vector<ChatId> groups = load_groups(context.database(), id);
  empty_row(context.database(), id);
  std::vector<ChatId> chats = load_chat_ids(context.database(), id);
  for (const ChatId chat : chats) {
    context.heads.forget(chat);
    forget_after_commit(context, parts.memberships, chat);
  }
  // Before the groups are left, so that those who share nothing else hear who it was.
  const auto logged = log_user(context, id);
  User gone = load_user(context.database(), id).value();
  context.publish(UserUpdated{std::move(gone), std::move(chats)}, logged);
  for (const ChatId group : groups) end_membership(context, parts.memberships, group, id, id);
  return {};
}

}  // namespace asq::store::sqlite
