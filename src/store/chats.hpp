// Chats and who is in them, durably.
// Threads, and the errors that any verb may have: as in accounts.hpp.
// Someone who is not a member gets chat_not_found, just as if the chat did not exist.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/chat.hpp"

namespace asq::store {

struct Created {
  Chat chat;             // as the actor sees it
  bool created = false;  // false: it was there already (a direct chat), or nothing changed
};

struct NewGroup {
  UserId creator;
  std::string name;
  std::vector<UserId> participants;  // any order; repeats and the creator count once
};

// Where a page of chats goes on: chats ordered by newest activity, then by id, both descending.
struct ChatCursor {
  std::int64_t activity_micros = 0;  // timestamp of the last message, or of the creation
  ChatId chat_id;
};

// What find-chat compares: the name as the viewer sees it, and its age.
struct ChatName {
  ChatId chat_id;
  std::string name;
  std::int64_t activity_micros = 0;
};

class ChatStore {
 public:
  virtual ~ChatStore() = default;

  // The direct chat of two people; there is at most one. Errors: user_not_found, self_chat.
  virtual Task<Result<Created>> create_direct(UserId actor, std::string second_email) = 0;
  // All members at once, or nothing; the creator becomes owner.
  // Errors: invalid, with a field "participant_ids[i]" for each id that names nobody.
  virtual Task<Result<Chat>> create_group(NewGroup group) = 0;
  // Adds the person with that e-mail. The actor's right to is checked in the same transaction; a
  // member already is no error. Errors: chat_not_found (a direct chat too), forbidden,
  // user_not_found; in this order.
  virtual Task<Result<Created>> add_member(UserId actor, ChatId group, std::string email) = 0;
  // Errors: chat_not_found.
  virtual Task<Result<Chat>> find(UserId viewer, ChatId chat) = 0;
  // The viewer's chats that are named, in the order of `ids`; what the viewer is not in is left
  // out.
  virtual Task<Result<std::vector<Chat>>> find_many(UserId viewer, std::vector<ChatId> ids) = 0;
  // Newest activity first, after the cursor, at most `limit`.
  virtual Task<Result<std::vector<Chat>>> list(UserId viewer, std::optional<ChatCursor> after,
                                               int limit) = 0;
  // Names of all the viewer's chats, newest activity first.
  virtual Task<Result<std::vector<ChatName>>> names(UserId viewer) = 0;

  // From memory or, the first time, from disk. Errors: chat_not_found.
  virtual Task<Result<Membership>> membership(ChatId chat, UserId user) = 0;
  // From memory: nullopt where memory doesn't know (ask membership()); an Error where it knows of
  // none. Never behind an acknowledged change.
  [[nodiscard]] virtual std::optional<Result<Membership>> cached_membership(ChatId chat,
                                                                            UserId user) const = 0;
};

}  // namespace asq::store
