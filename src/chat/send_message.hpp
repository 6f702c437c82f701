// The hot path: one message from any way in to the disk.       Stop 3 of docs/life-of-a-message.md
//   before: api/sockets/chat_socket.cpp, api/routes/messages.cpp
//   after: store/sqlite/messages.cpp
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct Outgoing {
  ChatId chat_id;
  std::string text;
  std::optional<std::string> client_id;
  bool groups_only = false;  // a direct chat: chat_not_found
  std::optional<Seq> reply_to = {};
};

class SendMessage {
 public:
  explicit SendMessage(store::Store& store) : store_(store) {}

  // Stores the message and returns when it is on disk; its event has been published by then.
  // Calls that one loop starts one after the other are stored in that order: nothing is awaited
  // before the store. A repeat under the same client_id: the first message, duplicate = true.
  // Errors: client_id_reused, chat_not_found, forbidden, invalid (reply_to), and what a store may
  // answer.
  [[nodiscard]] Task<Result<Receipt>> send(Caller caller, Outgoing outgoing);

  // For a message that is about to be refused (invalid, too many): who lost an answer gets it all
  // the same. The receipt of an earlier send under that client_id, or `refusal`.
  [[nodiscard]] Task<Result<Receipt>> receipt_or(Caller caller, Outgoing outgoing, Error refusal);

 private:
  store::Store& store_;
};

}  // namespace asq::chat
