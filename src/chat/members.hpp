// Who is in a chat, as what, and how far each has read. The one code behind the routes and the
// socket's commands.
// Threads: any loop; immutable after construction. Someone who is not a member gets chat_not_found.
// Every right is checked where the change is made, so nothing that was authorised before a removal
// commits after it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "model/chat.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct MemberListRequest {
  ChatId chat_id;
  int limit = 50;
  std::optional<std::string> cursor = {};  // as handed out; a damaged one: invalid, field "cursor"
};

// In order of user id. `next_cursor` is opaque, absent on the last page.
struct MemberPage {
  std::vector<Member> members;
  std::optional<std::string> next_cursor;
};

class Members {
 public:
  explicit Members(store::Store& store) : store_(store) {}

  // Adding a member again changes nothing. Errors: chat_not_found (a direct chat too), forbidden,
  // user_not_found.
  [[nodiscard]] Task<Result<Created>> add(Caller caller, ChatId group, std::string email);
  // Removes a member; oneself: leaves, and an owner's ownership passes on; a group whose last
  // member leaves is deleted. Errors: chat_not_found, direct_chat, member_not_found, forbidden.
  [[nodiscard]] Task<Result<void>> remove(Caller caller, ChatId chat, UserId user);
  // By the owner. Role::owner hands the ownership over, the old owner becomes an admin.
  // Errors: chat_not_found, direct_chat, forbidden, member_not_found.
  [[nodiscard]] Task<Result<Member>> set_role(Caller caller, ChatId chat, UserId user, Role role);
  // Errors: invalid (cursor), chat_not_found.
  [[nodiscard]] Task<Result<MemberPage>> list(Caller caller, MemberListRequest request);
  // Moves the caller's own marker, never back. Errors: chat_not_found, invalid (field seq: beyond
  // the last message).
  [[nodiscard]] Task<Result<ReadState>> mark_read(Caller caller, ChatId chat, Seq seq);
  // What the caller is in that chat, and its last seq. Errors: chat_not_found.
  [[nodiscard]] Task<Result<Membership>> membership(Caller caller, ChatId chat);

 private:
  store::Store& store_;
};

}  // namespace asq::chat
