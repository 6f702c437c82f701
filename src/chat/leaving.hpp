// How a membership ends, and a chat: for people who were removed, left, or deleted the account. The
// caller has checked the right to it. Each records its events, and ends the invitations that end
// with it. How many those are is returned: so many rows does it write beyond the kRowsOfLeaving
// that it reads and writes anyway. Threads: the one that runs the transaction.
#pragma once

#include <cstdint>

#include "store/transaction.hpp"

namespace asq::chat {

inline constexpr std::int64_t kRowsOfLeaving = 5;

// A member of a group goes: removed, if `by` is somebody else. The one who leaves last deletes the
// group. An owner's group first gets another one: the admin, else the member, who joined first.
// Where only deleted accounts are left, which are to leave as well, nobody can be the next, and the
// group is deleted.
std::int64_t end_membership(store::Transaction& rows, UserId user,
                            const store::GroupMembership& group, UserId by);

// At once nobody is in the chat and it is no more; what was in it goes later.
std::int64_t delete_chat(store::Transaction& rows, ChatId chat, UserId by);

struct RoleChange {
  ChatId group;
  UserId user;
  Role role = Role::member;
  UserId by;
};
void change_role(store::Transaction& rows, const RoleChange& change);

}  // namespace asq::chat
