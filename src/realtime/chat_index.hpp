// The sockets of single chats on one loop: who hears which chat, in which session.
// Cost: add() and remove() take constant time, however many sockets the chat or the account has.
// Threads: its loop's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/frame.hpp"
#include "model/event.hpp"
#include "net/ws.hpp"
#include "realtime/audience.hpp"
#include "realtime/opening.hpp"
#include "realtime/ordered_slots.hpp"

namespace asq::realtime {

// Where a subscriber stands in the index, whose own this is.
struct ChatSlots {
  std::uint32_t in_chat = 0;
  std::uint32_t in_account = 0;
};

// A socket of one chat, as the hub sees it. In any of these calls it may unsubscribe.
class ChatSubscriber : public ChatSlots {
 public:
  virtual void on_message(const Message& message, const Frame& frame) = 0;
  virtual void on_session_ended() = 0;
  // Its person is no member any more, or the chat is gone.
  virtual void on_removed() = 0;
  // It has to close, with this code. `reason` is a literal.
  virtual void on_end(net::CloseCode code, std::string_view reason) = 0;
  [[nodiscard]] virtual UserId user() const = 0;
  [[nodiscard]] virtual SessionId session() const = 0;
  [[nodiscard]] virtual Opening opened() const = 0;

 protected:
  ~ChatSubscriber() = default;
};

class ChatIndex {
 public:
  // nullptr: nobody wants to know the counts.
  explicit ChatIndex(Audience* audience = nullptr) : audience_(audience) {}

  void add(ChatId chat, ChatSubscriber& subscriber);
  // It has been added.
  void remove(ChatId chat, ChatSubscriber& subscriber);

  // `event` is the message's.
  void deliver(const Event& event, const Message& message);
  void end_session(UserId user, SessionId session);
  // The sockets of one person in a chat, or of everybody in it.
  void remove_person(ChatId chat, UserId user);
  void remove_all(ChatId chat);
  // All that are here.
  void end_all(net::CloseCode code, std::string_view reason);

  // When the account's oldest socket was opened; nullopt: it has none.
  [[nodiscard]] std::optional<Opening> oldest(UserId user);
  void end_oldest(UserId user, net::CloseCode code, std::string_view reason);
  // The sessions of the account's sockets, with repeats.
  void append_sessions(UserId user, std::vector<SessionId>& sessions) const;

  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  using Subscribers = std::vector<ChatSubscriber*>;
  struct Chat {
    Subscribers slots;  // nullptr: left during a delivery, closed up after it
    Audience::Told told;
  };
  class Delivery;
  using Account = OrderedSlots<ChatSubscriber, &ChatSlots::in_account>;
  using Chats = std::unordered_map<ChatId, Chat>;

  [[nodiscard]] Subscribers those_in(
      ChatId chat, const std::function<bool(const ChatSubscriber&)>& wanted) const;
  void close_up(ChatId chat);
  void settle(Chats::iterator chat);

  Audience* audience_;
  Chats chats_;
  std::unordered_map<UserId, Account> accounts_;
  std::size_t count_ = 0;
  const Chat* delivering_ = nullptr;  // its slots are emptied, not moved
  bool left_ = false;                 // somebody left during the delivery
};

}  // namespace asq::realtime
