// How a membership ends, and a chat: for whoever was removed, left, or deleted the account. The
// caller has checked the right to it. Each records its events, and ends the invitations that end
// with it.
// Threads: the one that runs the transaction.
#pragma once

#include "store/transaction.hpp"

namespace asq::chat {

// A member of a group goes: removed, if `by` is somebody else. The one who leaves last deletes the
// group. An owner's group first gets another one: the admin, else the member, who joined first.
// Where only deleted accounts are left, which are to leave as well, nobody can be the next, and the
// group is deleted.
void end_membership(store::Transaction& rows, UserId user, const store::GroupMembership& group,
                    UserId by);

// At once nobody is in the chat and it is no more; what was in it goes later.
void delete_chat(store::Transaction& rows, ChatId chat, UserId by);

struct RoleChange {
  ChatId group;
  UserId user;
  Role role = Role::member;
  UserId by;
};
void change_role(store::Transaction& rows, const RoleChange& change);

}  // namespace asq::chat
