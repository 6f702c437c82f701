#include "store/sqlite/member_removal.hpp"

#include "model/permissions.hpp"
#include "store/sqlite/chat_erasure.hpp"
#include "store/sqlite/log_rows.hpp"
#include "store/sqlite/member_writes.hpp"

namespace asq::store::sqlite {
namespace {

// Who owns the group when its owner has left: the admin, else the member, who joined first. Members
// from before the log have no position, but a time.
std::optional<UserId> find_heir(Database& database, ChatId group, UserId leaving) {
  auto row = database
                 .statement(
                     "SELECT user_id FROM members WHERE chat_id = ?1 AND user_id <> ?2 "
                     "ORDER BY role DESC, joined_position, joined_at, user_id LIMIT 1")
                 .run(group.value(), leaving.value());
  if (!row.step()) return std::nullopt;
  return UserId(row.integer(0));
}

bool is_alone(Database& database, ChatId group) {
  return database.statement("SELECT member_count FROM chats WHERE id = ?1 AND member_count <= 1")
      .run(group.value())
      .step();
}

Role load_role(Database& database, ChatId group, UserId user) {
  auto row = database.statement("SELECT role FROM members WHERE chat_id = ?1 AND user_id = ?2")
                 .run(group.value(), user.value());
  return row.step() ? static_cast<Role>(row.integer(0)) : Role::member;
}

void delete_member(Database& database, ChatId group, UserId user, LogPosition position) {
  database.statement("DELETE FROM members WHERE chat_id = ?1 AND user_id = ?2")
      .execute(group.value(), user.value());
  database.statement("UPDATE chats SET member_count = member_count - 1 WHERE id = ?1")
      .execute(group.value());
  database.statement("INSERT OR REPLACE INTO departures VALUES (?1, ?2, ?3)")
      .execute(user.value(), group.value(), position.value());
}

}  // namespace

Result<void> write_removal(WriteContext& context, MembershipCache& cache, UserId actor, ChatId chat,
                           UserId user) {
  const auto place = context.heads.find(chat, actor);
  if (!place) return fail(ErrorCode::chat_not_found);
  const Membership membership = place->membership();
  if (!may(membership, Action::leave)) return fail(refusal(membership, Action::leave));
  if (user != actor) {
    const auto target = context.heads.find(chat, user);
    if (!target) return fail(ErrorCode::member_not_found);
    if (!may_remove(membership, target->member.role)) return fail(ErrorCode::forbidden);
  }
  end_membership(context, cache, chat, user, actor);
  return {};
}

void end_membership(WriteContext& context, MembershipCache& cache, ChatId group, UserId user,
                    UserId by) {
  Database& database = context.database();
  if (is_alone(database, group)) return erase_chat(context, cache, group, by);
  const Role role = load_role(database, group, user);
  if (role == Role::owner) {
    if (const auto heir = find_heir(database, group, user)) {
      change_role(context, cache, {group, *heir, Role::owner, by});
    }
  }
  const auto logged = log_member(context, LogKind::member_removed, group, user, by, role);
  context.heads.forget(group);
  delete_member(context.database(), group, user, logged.position);
  forget_after_commit(context, cache, group);
  context.publish(MemberRemoved{group, user, by}, logged);
}

}  // namespace asq::store::sqlite
