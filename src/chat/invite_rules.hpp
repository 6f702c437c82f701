// Invitations as rows: what one is good for, what using it does, and what ends it. Who may make,
// see and end them: invites.hpp.
// Threads: the one that runs the verb.
#pragma once

#include <cstdint>
#include <optional>

#include "base/error.hpp"
#include "chat/registrations.hpp"
#include "model/invite.hpp"
#include "store/transaction.hpp"

namespace asq::chat {

// With the account of its maker; nullopt: the operator, or nobody any more.
struct FoundInvite {
  Invite invite;
  std::optional<User> created_by;
};
[[nodiscard]] FoundInvite with_maker(store::Snapshot& rows, Invite invite);
// It has expired, is used up or was ended, or its chat or its maker's account is gone.
[[nodiscard]] bool is_over_for_good(store::Snapshot& rows, const FoundInvite& found, Timestamp now);
// That, or it rests: its maker's account is disabled, or may not add people to the group now. It is
// good again when that is over.
[[nodiscard]] bool is_over(store::Snapshot& rows, const FoundInvite& found, Timestamp now);
// Errors: invite_over; also for one that is not there, as its token proves that it was.
[[nodiscard]] Result<FoundInvite> find_live_invite(store::Snapshot& rows, InviteId id,
                                                   Timestamp now);

// Whether an account may be made with that invitation; nullptr: without one.
[[nodiscard]] bool may_register(Registrations registrations, const Invite* invite);

// The chat to which it leads, if the person is in it already.
[[nodiscard]] std::optional<ChatId> joined_already(store::Transaction& rows, const Invite& invite,
                                                   UserId user);
// Somebody who has been removed from the group does not come back by any invitation, and who left
// only by one that was made later. A direct chat counts as begun by who accepts.
// `max_own_chats`: as in ChatOptions. Errors: left_before, too_many_chats.
[[nodiscard]] Result<void> check_may_join(store::Transaction& rows, const Invite& invite,
                                          UserId user, std::int64_t max_own_chats);
// Takes one use of a live invitation, the last of which ends it, and puts the person, who is not
// there yet, into its chat. That chat; nullopt: it has none.
std::optional<ChatId> join_by(store::Transaction& rows, const Invite& invite, const User& user);

// Makes room for one more in its list. Errors: too_many_invites.
[[nodiscard]] Result<void> check_room_for_invite(store::Transaction& rows, const Invite& invite);
void end_invite(store::Transaction& rows, Invite invite);

}  // namespace asq::chat
