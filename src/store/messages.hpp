// Messages of a chat, in one total order per chat.            Stop 4 of docs/life-of-a-message.md
//   before: chat/send_message.cpp      after: chat/publish.hpp
// Threads, and the errors that any verb may have: as in accounts.hpp.
// Order: seq starts at 1 and has no gaps; a returned seq is durable on disk (fsync). A timestamp is
// never before its predecessor's in the chat.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/actor.hpp"
#include "model/chat.hpp"
#include "model/message.hpp"
#include "model/page.hpp"

namespace asq::store {

struct NewMessage {
  ChatId chat_id;
  Actor sender;
  std::string text;
  std::optional<std::string> client_id;
  std::optional<ChatType> only_in;  // refuse other kinds of chat as chat_not_found
  std::optional<Seq> reply_to = {};
};

struct OffsetPage {
  ChatId chat_id;
  UserId viewer;
  std::int64_t offset = 0;  // counted back from the newest message
  int limit = 50;
  bool newest_first = false;        // default: reading order, oldest first
  std::optional<ChatType> only_in;  // refuse other kinds of chat as chat_not_found
};

class MessageStore {
 public:
  virtual ~MessageStore() = default;

  // Appends and assigns the next seq, in one transaction, in which the sender's membership and
  // right to send are checked again; the sender's own read marker moves to the new seq. A repeat of
  // (chat, sender, client_id) stores nothing and returns that message with duplicate = true; it is
  // looked up before membership. reply_to is part of its content. Appends that one thread starts
  // one after the other get their seq in that order. Errors: client_id_reused, chat_not_found,
  // forbidden, invalid (field reply_to: no such message).
  virtual Task<Result<Receipt>> append(NewMessage message) = 0;
  // The receipt of an earlier append of the same content, or nullopt if the client_id is new (or
  // absent). Needs no membership. Errors: client_id_reused.
  virtual Task<Result<std::optional<Receipt>>> find_receipt(NewMessage message) = 0;
  // A page by arithmetic on seq: any depth costs the same. Beyond the oldest message: empty.
  // Errors: chat_not_found.
  virtual Task<Result<std::vector<Message>>> page(OffsetPage request) = 0;
  // What follows `after`, in order, at most `limit` and at most about 256 KiB of text (but at least
  // one message): the catch-up of a socket. Errors: chat_not_found.
  virtual Task<Result<std::vector<Message>>> after(ChatId chat, UserId viewer, Seq after,
                                                   int limit) = 0;
  // By arithmetic on seq, a time by bisection: any depth costs the same. Errors: chat_not_found.
  virtual Task<Result<MessageWindow>> window(UserId viewer, WindowRequest request) = 0;

  // One's own message. The same text again changes nothing.
  // Errors: chat_not_found, message_not_found, forbidden (another's), message_deleted.
  virtual Task<Result<Message>> edit(Actor actor, MessageRef message, std::string text) = 0;
  // One's own, or any as an admin. What is left is the tombstone; a repeat changes nothing.
  // Errors: chat_not_found, message_not_found, forbidden.
  virtual Task<Result<Message>> erase(Actor actor, MessageRef message) = 0;
  // Adds or takes back the actor's reaction; a repeat changes nothing. `emoji` is one.
  // Errors: chat_not_found, message_not_found, message_deleted, too_many_reactions.
  virtual Task<Result<Message>> react(Actor actor, MessageRef message, std::string emoji,
                                      bool present) = 0;
};

}  // namespace asq::store
