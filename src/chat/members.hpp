// Who is in a chat, as what, and how far each has read. The one code behind the routes and the
// socket's commands.
// Threads: any loop; immutable after construction. Someone who is not a member gets chat_not_found,
// just as if the chat did not exist. Every right is checked in the transaction of the change, so
// nothing authorised before a removal commits after it. Whoever is left in the chat is told of a
// change. Every change may also fail with unauthenticated, with rate_limited (the toll of a change
// that many hear; nullptr: none), and as Store::write() says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/toll.hpp"
#include "model/chat.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct MemberListRequest {
  ChatId chat_id;
  int limit = 50;
  std::optional<std::string> cursor = {};  // a next_cursor; else invalid, field "cursor"
};

// In order of user id. `next_cursor` is opaque, absent on the last page, and of this list only.
struct MemberPage {
  std::vector<Member> members;
  std::optional<std::string> next_cursor;
};

class Members {
 public:
  explicit Members(store::Store& store) : store_(store) {}

  // The person with that e-mail or @handle. Adding a member again changes nothing. Who was in the
  // group before, and left or was removed, comes back only by somebody who may remove members.
  // Errors: chat_not_found (a direct chat too), forbidden, user_not_found, left_before; in this
  // order.
  [[nodiscard]] Task<Result<Created>> add(Actor actor, ChatId group, std::string addressee,
                                          Toll* toll = nullptr);
  // Removes a member; oneself: leaves, and an owner's ownership passes on (leaving.hpp).
  // Errors: chat_not_found, direct_chat, member_not_found, forbidden; in this order.
  [[nodiscard]] Task<Result<void>> remove(Actor actor, ChatId chat, UserId user);
  // By the owner. Role::owner hands the ownership over: the actor becomes an admin. A repeat
  // changes nothing. Errors: chat_not_found, direct_chat, forbidden (the owner's own role can only
  // change by handing over), member_not_found; in this order.
  [[nodiscard]] Task<Result<Member>> set_role(Actor actor, ChatId chat, UserId user, Role role,
                                              Toll* toll = nullptr);
  // Moves the actor's own marker, never back. Publishes MarkerMoved if it moved.
  // Errors: chat_not_found, invalid (field seq: beyond the last message).
  [[nodiscard]] Task<Result<ReadState>> mark_read(Actor actor, ChatId chat, Seq seq);

  // Errors: invalid (cursor), chat_not_found.
  [[nodiscard]] Task<Result<MemberPage>> list(Caller caller, MemberListRequest request);
  // What the caller is in that chat, and its last seq: from memory or, the first time, from disk.
  // Errors: chat_not_found.
  [[nodiscard]] Task<Result<Membership>> membership(Caller caller, ChatId chat);
  // Those of `others` whom the person knows (people.hpp), and oneself if named, in their order.
  [[nodiscard]] Task<Result<std::vector<UserId>>> known(UserId user, std::vector<UserId> others);

 private:
  store::Store& store_;
};

}  // namespace asq::chat
