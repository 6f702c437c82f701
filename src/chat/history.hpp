// What was said in a chat: pages of its messages, for its members.
// Threads: any loop; immutable after construction. Every verb is one read of one snapshot, by
// arithmetic on seq: any depth costs the same. Someone who is not a member gets chat_not_found.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "model/message.hpp"
#include "model/page.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct HistoryRequest {
  ChatId chat_id;
  std::int64_t offset = 0;  // back from the newest
  int limit = 50;
  bool newest_first = false;  // default: reading order, oldest first
  bool groups_only = false;   // a direct chat: chat_not_found
};

class History {
 public:
  explicit History(store::Store& store) : store_(store) {}

  // Beyond the oldest message: empty. Errors: chat_not_found.
  [[nodiscard]] Task<Result<std::vector<Message>>> page(Caller caller, HistoryRequest request);
  // Messages around a place in a chat; a time is found by bisection. Errors: chat_not_found.
  [[nodiscard]] Task<Result<MessageWindow>> window(Caller caller, WindowRequest request);
  // What follows `after`, in order, at most `limit` messages and about 256 KiB of text, but at
  // least one message: the catch-up of a socket. Errors: chat_not_found.
  [[nodiscard]] Task<Result<std::vector<Message>>> after(Caller caller, ChatId chat, Seq after,
                                                         int limit);

 private:
  store::Store& store_;
};

}  // namespace asq::chat
