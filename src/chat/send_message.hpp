// The hot path: one message from any way in to the disk.       Stop 3 of docs/life-of-a-message.md
//   before: api/sockets/chat_socket.cpp, api/sockets/person_socket.cpp, api/routes/messages.cpp
//   after: store/sqlite/rows/transaction.cpp
// Threads: any loop; immutable after construction.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/toll.hpp"
#include "model/message.hpp"
#include "store/store.hpp"

namespace asq::chat {

// A message on its way in, whatever way that is.
struct Outgoing {
  ChatId chat_id;
  std::string text;
  std::optional<std::string> client_id = {};
  bool groups_only = false;  // a direct chat: chat_not_found
  std::optional<Seq> reply_to = {};
};

class SendMessage {
 public:
  explicit SendMessage(store::Store& store) : store_(store) {}

  // Stores the message and returns when it is on disk; its event has been published by then. It
  // gets the chat's next seq, a timestamp that is never before its predecessor's, and the sender
  // has read it. Calls that one loop starts one after the other are stored in that order.
  // A repeat of (chat, sender, client_id) stores nothing and returns the first message, as it is
  // now, with duplicate = true; reply_to is part of its content. It is looked up before membership:
  // whoever lost an answer gets it even after leaving the chat, but then as the message was sent:
  // unread, without edits, deletion and reactions, whenever they came.
  // `toll`: what a message that many hear costs more; a repeat owes nothing. nullptr: nothing.
  // Errors: client_id_reused, chat_not_found, forbidden, invalid (reply_to: no such message),
  // rate_limited (the toll), unauthenticated, and those of Store::write().
  [[nodiscard]] Task<Result<Receipt>> send(Actor sender, Outgoing outgoing, Toll* toll = nullptr);

  // For a message that is about to be refused (invalid, too many): the receipt of an earlier send
  // under that client_id, or `refusal`. Errors: client_id_reused as well.
  [[nodiscard]] Task<Result<Receipt>> receipt_or(Caller caller, Outgoing outgoing, Error refusal);

 private:
  store::Store& store_;
};

}  // namespace asq::chat
