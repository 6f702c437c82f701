// How a chat begins, and a membership; how they end: leaving.hpp. The caller has checked the right
// to it. Each records its event.
// Threads: the one that runs the transaction.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "store/transaction.hpp"

namespace asq::chat {

// `most`: as ChatOptions::max_own_chats. Errors: too_many_chats.
[[nodiscard]] Result<void> check_own_chats(store::Transaction& rows, UserId user,
                                           std::int64_t most);

// A chat with its first members, whose owner is its creator if it is a group. `users` ascend.
ChatId begin_chat(store::Transaction& rows, const store::NewChat& chat, std::vector<UserId> users);
// Of two people who have none yet. It counts as the creator's own.
ChatId begin_direct_chat(store::Transaction& rows, UserId creator, UserId other);

struct Joining {
  ChatId group;
  Seq last_seq;  // of the group
  UserId by;     // who added the person; the person: it came by an invitation
};
// The person is not in the group yet.
void begin_membership(store::Transaction& rows, const User& user, const Joining& joining);

}  // namespace asq::chat
