// Who on this loop hears what.                                 Stop 7 of docs/life-of-a-message.md
//   before: bus/local_bus.cpp      after: realtime/chat_feed.cpp, then net/outbox.cpp
// Threads: one hub per loop; everything on that loop's thread.
// Order: subscribers of a chat get its messages in the order of the bus, which is commit order.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "base/frame.hpp"
#include "model/event.hpp"
#include "store/store.hpp"

namespace asq::realtime {

// A socket of one chat, as the hub sees it.
class ChatSubscriber {
 public:
  virtual void on_message(const Message& message, const Frame& frame) = 0;
  virtual void on_session_ended() = 0;

 protected:
  ~ChatSubscriber() = default;
};

class Hub {
 public:
  // The store is where its subscribers catch up from; it outlives the hub.
  explicit Hub(store::Store& store) : store_(store) {}

  // The subscriber unsubscribes before it dies; inside its own callbacks is allowed.
  void subscribe(ChatId chat, SessionId session, ChatSubscriber& subscriber);
  void unsubscribe(ChatId chat, SessionId session, ChatSubscriber& subscriber);

  // One commit's events, in commit order.
  void deliver(const EventBatch& batch);

  [[nodiscard]] std::size_t subscribers() const { return count_; }
  [[nodiscard]] store::Store& store() const { return store_; }

 private:
  struct Slot {
    SessionId session;
    ChatSubscriber* subscriber = nullptr;  // nullptr: left during a delivery, swept after it
  };
  void deliver_message(const Event& event, const MessageAppended& appended);
  void end_session(const SessionEnded& ended);
  void sweep(ChatId chat);

  store::Store& store_;
  std::unordered_map<ChatId, std::vector<Slot>> chats_;
  std::unordered_map<SessionId, std::vector<ChatId>> sessions_;  // one entry per subscription
  std::size_t count_ = 0;
  bool delivering_ = false;  // slots are emptied, not erased
};

}  // namespace asq::realtime
