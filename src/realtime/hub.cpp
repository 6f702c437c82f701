// Stop 7 of docs/life-of-a-message.md.      before: bus/local_bus.cpp      after:
// realtime/chat_feed.cpp
#include "realtime/hub.hpp"

#include <algorithm>

#include "net/ws.hpp"
#include "wire/json.hpp"

namespace asq::realtime {

void Hub::subscribe(ChatId chat, SessionId session, ChatSubscriber& subscriber) {
  chats_[chat].push_back({session, &subscriber});
  sessions_[session].push_back(chat);
  ++count_;
}

void Hub::unsubscribe(ChatId chat, SessionId session, ChatSubscriber& subscriber) {
  const auto slots = chats_.find(chat);
  if (slots == chats_.end()) return;
  const auto slot = std::ranges::find(slots->second, &subscriber, &Slot::subscriber);
  if (slot == slots->second.end()) return;
  --count_;
  const auto of_session = sessions_.find(session);
  of_session->second.erase(std::ranges::find(of_session->second, chat));
  if (of_session->second.empty()) sessions_.erase(of_session);
  // While a delivery walks the slots they stay where they are; it sweeps them when it is through.
  slot->subscriber = nullptr;
  if (!delivering_) sweep(chat);
}

void Hub::sweep(ChatId chat) {
  const auto slots = chats_.find(chat);
  if (slots == chats_.end()) return;
  std::erase_if(slots->second, [](const Slot& slot) { return slot.subscriber == nullptr; });
  if (slots->second.empty()) chats_.erase(slots);
}

void Hub::deliver(const EventBatch& batch) {
  for (const auto& event : *batch) {
    if (const auto* appended = std::get_if<MessageAppended>(&event->what)) {
      deliver_message(*event, *appended);
    } else if (const auto* ended = std::get_if<SessionEnded>(&event->what)) {
      end_session(*ended);
    }
  }
}

void Hub::deliver_message(const Event& event, const MessageAppended& appended) {
  const ChatId chat = appended.message.chat_id;
  const auto slots = chats_.find(chat);
  if (slots == chats_.end()) return;
  const Frame& frame = event.chat_form.get(
      [&] { return net::encode_text_frame(wire::message_json(appended.message)); });
  delivering_ = true;
  bool left = false;
  // By index: a callback may subscribe, which can move the slots. Newcomers have this message from
  // the store.
  const std::size_t count = slots->second.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (ChatSubscriber* subscriber = slots->second[i].subscriber) {
      subscriber->on_message(appended.message, frame);
    }
    left |= slots->second[i].subscriber == nullptr;
  }
  delivering_ = false;
  if (left) sweep(chat);
}

void Hub::end_session(const SessionEnded& ended) {
  const auto of_session = sessions_.find(ended.session_id);
  if (of_session == sessions_.end()) return;
  // Collected first: each callback unsubscribes.
  std::vector<ChatSubscriber*> leaving;
  for (const ChatId chat : of_session->second) {
    for (const Slot& slot : chats_[chat]) {
      if (slot.session != ended.session_id || slot.subscriber == nullptr) continue;
      if (std::ranges::find(leaving, slot.subscriber) == leaving.end()) {
        leaving.push_back(slot.subscriber);
      }
    }
  }
  for (ChatSubscriber* subscriber : leaving) subscriber->on_session_ended();
}

}  // namespace asq::realtime
