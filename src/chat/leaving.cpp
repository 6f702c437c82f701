#include "chat/leaving.hpp"

#include "chat/invite_rules.hpp"

namespace asq::chat {

void end_membership(store::Transaction& rows, UserId user, const store::GroupMembership& group,
                    UserId by) {
  if (group.member_count <= 1) return delete_chat(rows, group.chat, by);
  if (group.role == Role::owner) {
    const auto heir = rows.find_senior_member(group.chat, user);
    if (!heir) return delete_chat(rows, group.chat, by);
    change_role(rows, {group.chat, *heir, Role::owner, by});
  }
  end_invites_of_member(rows, group.chat, user);
  const LogPosition at = rows.take_position();
  rows.record(at, MemberRemoved{group.chat, user, by, group.role});
  rows.delete_member(group.chat, user, {at, by != user});
}

void delete_chat(store::Transaction& rows, ChatId chat, UserId by) {
  end_invites_of(rows, chat);
  const LogPosition at = rows.take_position();
  rows.record(at, ChatDeleted{chat, by});
  rows.delete_chat(chat, at);
}

void change_role(store::Transaction& rows, const RoleChange& change) {
  const LogPosition at = rows.take_position();
  rows.update_role(change.group, change.user, change.role);
  rows.record(at, MemberRoleChanged{change.group, change.user, change.role, change.by});
}

}  // namespace asq::chat
