// The sockets of single chats on one loop: who hears which chat, in which session.
// Threads: its loop's.
#pragma once

#include <cstddef>
#include <functional>
#include <unordered_map>
#include <vector>

#include "base/frame.hpp"
#include "model/event.hpp"

namespace asq::realtime {

// A socket of one chat, as the hub sees it. In any of these calls it may unsubscribe.
class ChatSubscriber {
 public:
  virtual void on_message(const Message& message, const Frame& frame) = 0;
  virtual void on_session_ended() = 0;
  // Its person is no member any more, or the chat is gone.
  virtual void on_removed() = 0;
  [[nodiscard]] virtual UserId user() const = 0;

 protected:
  ~ChatSubscriber() = default;
};

class ChatIndex {
 public:
  void add(ChatId chat, SessionId session, ChatSubscriber& subscriber);
  void remove(ChatId chat, SessionId session, ChatSubscriber& subscriber);

  // `event` is the message's.
  void deliver(const Event& event, const Message& message);
  void end_session(SessionId session);
  // The sockets of one person in a chat, or of everybody in it.
  void remove_person(ChatId chat, UserId user);
  void remove_all(ChatId chat);

  [[nodiscard]] std::size_t size() const { return count_; }

 private:
  struct Slot {
    SessionId session;
    ChatSubscriber* subscriber = nullptr;  // nullptr: left during a delivery, swept after it
  };
  using Subscribers = std::vector<ChatSubscriber*>;
  [[nodiscard]] Subscribers those_in(ChatId chat,
                                     const std::function<bool(const Slot&)>& wanted) const;
  void sweep(ChatId chat);

  std::unordered_map<ChatId, std::vector<Slot>> chats_;
  std::unordered_map<SessionId, std::vector<ChatId>> sessions_;  // one entry per subscription
  std::size_t count_ = 0;
  bool delivering_ = false;  // slots are emptied, not erased
};

}  // namespace asq::realtime
