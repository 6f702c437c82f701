// Chats and groups: making, changing and ending them, finding and listing them, reading their
// history. Who is in them: chat/members.hpp. Threads: any loop; immutable after construction. A
// chat the caller is not in answers chat_not_found.
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

// A page of the caller's chats. `next_cursor` is opaque, absent on the last page.
struct ChatPage {
  std::vector<Chat> chats;
  std::optional<std::string> next_cursor;
};

struct ChatListRequest {
  int limit = 50;
  std::optional<std::string> cursor;  // as handed out; a damaged one: invalid, field "cursor"
  std::optional<std::string> query;   // keeps the chats that find() would consider
};

struct HistoryRequest {
  ChatId chat_id;
  std::int64_t offset = 0;  // back from the newest
  int limit = 50;
  bool newest_first = false;
  bool groups_only = false;  // a direct chat: chat_not_found
};

class Chats {
 public:
  explicit Chats(store::Store& store) : store_(store) {}

  // Errors: user_not_found, self_chat.
  [[nodiscard]] Task<Result<Created>> create_direct(Caller caller, std::string second_email);
  // Errors: invalid (participant_ids[i]).
  [[nodiscard]] Task<Result<Chat>> create_group(Caller caller, std::string name,
                                                std::vector<UserId> participants);
  // Errors: chat_not_found.
  [[nodiscard]] Task<Result<Chat>> get(Caller caller, ChatId chat);
  // A group's name and settings, by an admin; what is absent stays.
  // Errors: chat_not_found, direct_chat, forbidden.
  [[nodiscard]] Task<Result<Chat>> change(Caller caller, ChatId chat, ChatChange change);
  // The group with everything in it, by its owner. Errors: chat_not_found, direct_chat, forbidden.
  [[nodiscard]] Task<Result<void>> erase(Caller caller, ChatId chat);
  // The best match among the caller's chats: exact, prefix, start of a word, substring, all by
  // NFKC_Casefold; ties go to the newest activity. Errors: chat_not_found.
  [[nodiscard]] Task<Result<Chat>> find(Caller caller, std::string name);
  // Errors: invalid (cursor).
  [[nodiscard]] Task<Result<ChatPage>> list(Caller caller, ChatListRequest request);
  // Errors: chat_not_found.
  [[nodiscard]] Task<Result<std::vector<Message>>> history(Caller caller, HistoryRequest request);
  // Messages around a place in a chat.
  // Errors: chat_not_found.
  [[nodiscard]] Task<Result<MessageWindow>> window(Caller caller, WindowRequest page);

 private:
  store::Store& store_;
};

}  // namespace asq::chat
