// Who is in a chat, as what, and how far each has read.
// Threads, and the errors that any verb may have: as in accounts.hpp.
// Someone who is not a member gets chat_not_found, just as if the chat did not exist. Every right
// is checked in the transaction of the change, so that nothing that was authorised before a removal
// commits after it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/actor.hpp"
#include "model/chat.hpp"
#include "store/chats.hpp"

namespace asq::store {

// Who is left in the chat is told of a change; what it does to the one concerned is said there.
class MemberStore {
 public:
  virtual ~MemberStore() = default;

  // Adds the person with that e-mail. A member already is no error.
  // Errors: chat_not_found (a direct chat too), forbidden, user_not_found; in this order.
  virtual Task<Result<Created>> add(Actor actor, ChatId group, std::string email) = 0;
  // Removes a member, or the actor leaves. An owner who leaves passes the ownership to the admin,
  // else the member, who joined first; a group whose last member leaves is deleted.
  // Errors: chat_not_found, direct_chat, member_not_found, forbidden; in this order.
  virtual Task<Result<void>> remove(Actor actor, ChatId chat, UserId user) = 0;
  // By the owner. Role::owner hands the ownership over: the actor becomes an admin. A repeat
  // changes nothing. Errors: chat_not_found, direct_chat, forbidden (the owner's own role can only
  // change by handing over), member_not_found; in this order.
  virtual Task<Result<Member>> set_role(Actor actor, ChatId chat, UserId user, Role role) = 0;
  // In order of user id, after `after`, at most `limit`. Errors: chat_not_found.
  virtual Task<Result<std::vector<Member>>> list(UserId viewer, ChatId chat, UserId after,
                                                 int limit) = 0;
  // Moves the actor's marker to `seq`, never back. Publishes MarkerMoved if it moved.
  // Errors: chat_not_found, invalid (field seq: beyond the last message).
  virtual Task<Result<ReadState>> mark_read(Actor actor, ChatId chat, Seq seq) = 0;

  // From memory or, the first time, from disk. Errors: chat_not_found.
  virtual Task<Result<Membership>> membership(ChatId chat, UserId user) = 0;
  // From memory: nullopt where memory doesn't know (ask membership()); an Error where it knows of
  // none. Never behind an acknowledged change.
  [[nodiscard]] virtual std::optional<Result<Membership>> cached_membership(ChatId chat,
                                                                            UserId user) const = 0;
};

}  // namespace asq::store
