// Chats, durably. Who is in them: members.hpp.
// Threads, and the errors that any verb may have: as in accounts.hpp.
// Someone who is not a member gets chat_not_found, just as if the chat did not exist.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/actor.hpp"
#include "model/chat.hpp"

namespace asq::store {

struct NewGroup {
  Actor creator;
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

enum class Visit : bool { stop, go_on };
using NameVisitor = std::function<Visit(const ChatName&)>;

class ChatStore {
 public:
  virtual ~ChatStore() = default;

  // The direct chat of two people; there is at most one. Errors: unauthenticated (the actor's
  // account is gone), user_not_found, self_chat.
  virtual Task<Result<Created>> create_direct(Actor actor, std::string second_email) = 0;
  // All members at once, or nothing; the creator becomes owner.
  // Errors: unauthenticated (the creator's account is gone); invalid, with a field
  // "participant_ids[i]" for each id that names nobody.
  virtual Task<Result<Chat>> create_group(NewGroup group) = 0;
  // What is absent stays; a change to what it is already is none. In the same transaction the
  // actor's right to. Errors: chat_not_found, direct_chat, forbidden.
  virtual Task<Result<Chat>> change(Actor actor, ChatId chat, ChatChange change) = 0;
  // The group, with everything in it: gone for all at once, its rows soon after.
  // Errors: chat_not_found, direct_chat, forbidden.
  virtual Task<Result<void>> erase(Actor actor, ChatId chat) = 0;
  // Errors: chat_not_found.
  virtual Task<Result<Chat>> find(UserId viewer, ChatId chat) = 0;
  // The viewer's chats that are named, in the order of `ids`; what the viewer is not in is left
  // out.
  virtual Task<Result<std::vector<Chat>>> find_many(UserId viewer, std::vector<ChatId> ids) = 0;
  // Newest activity first, after the cursor, at most `limit`.
  virtual Task<Result<std::vector<Chat>>> list(UserId viewer, std::optional<ChatCursor> after,
                                               int limit) = 0;
  // Shows `visit` the names of the viewer's chats, newest activity first, until it says stop.
  // It runs on a thread of the store.
  virtual Task<Result<void>> visit_names(UserId viewer, NameVisitor visit) = 0;
};

}  // namespace asq::store
