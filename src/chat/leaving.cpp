#include "chat/leaving.hpp"

namespace asq::chat {

std::int64_t end_membership(store::Transaction& rows, UserId user,
                            const store::GroupMembership& group, UserId by) {
  if (group.member_count <= 1) return delete_chat(rows, group.chat, by);
  if (group.role == Role::owner) {
    const auto heir = rows.find_senior_member(group.chat, user);
    if (!heir) return delete_chat(rows, group.chat, by);
    change_role(rows, {group.chat, *heir, Role::owner, by});
  }
  const std::int64_t ended = rows.end_invites_of_maker(group.chat, user);
  const LogPosition at = rows.take_position();
  rows.record(at, MemberRemoved{group.chat, user, by, group.role});
  rows.delete_member(group.chat, user, {at, by != user});
  return ended;
}

std::int64_t delete_chat(store::Transaction& rows, ChatId chat, UserId by) {
  const std::int64_t ended = rows.end_invites_of(chat);
  const LogPosition at = rows.take_position();
  rows.record(at, ChatDeleted{chat, by});
  rows.delete_chat(chat, at);
  return ended;
}

void change_role(store::Transaction& rows, const RoleChange& change) {
  const LogPosition at = rows.take_position();
  rows.update_role(change.group, change.user, change.role);
  rows.record(at, MemberRoleChanged{change.group, change.user, change.role, change.by});
}

}  // namespace asq::chat
