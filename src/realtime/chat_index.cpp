#include "realtime/chat_index.hpp"

#include <algorithm>

#include "net/ws.hpp"
#include "wire/json.hpp"

namespace asq::realtime {

void ChatIndex::add(ChatId chat, SessionId session, ChatSubscriber& subscriber) {
  chats_[chat].push_back({session, &subscriber});
  sessions_[session].push_back(chat);
  ++count_;
}

void ChatIndex::remove(ChatId chat, SessionId session, ChatSubscriber& subscriber) {
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

void ChatIndex::sweep(ChatId chat) {
  const auto slots = chats_.find(chat);
  if (slots == chats_.end()) return;
  std::erase_if(slots->second, [](const Slot& slot) { return slot.subscriber == nullptr; });
  if (slots->second.empty()) chats_.erase(slots);
}

void ChatIndex::deliver(const Event& event, const Message& message) {
  const auto slots = chats_.find(message.chat_id);
  if (slots == chats_.end()) return;
  const Frame& frame =
      event.chat_form.get([&] { return net::encode_text_frame(wire::message_json(message)); });
  delivering_ = true;
  bool left = false;
  // By index: a callback may subscribe, which can move the slots. Newcomers have this message from
  // the store.
  const std::size_t count = slots->second.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (ChatSubscriber* subscriber = slots->second[i].subscriber) {
      subscriber->on_message(message, frame);
    }
    left |= slots->second[i].subscriber == nullptr;
  }
  delivering_ = false;
  if (left) sweep(message.chat_id);
}

// Collected before they are called: each call may unsubscribe.
ChatIndex::Subscribers ChatIndex::those_in(ChatId chat,
                                           const std::function<bool(const Slot&)>& wanted) const {
  Subscribers found;
  const auto slots = chats_.find(chat);
  if (slots == chats_.end()) return found;
  for (const Slot& slot : slots->second) {
    if (slot.subscriber != nullptr && wanted(slot)) found.push_back(slot.subscriber);
  }
  return found;
}

void ChatIndex::end_session(SessionId session) {
  const auto of_session = sessions_.find(session);
  if (of_session == sessions_.end()) return;
  std::vector<ChatId> chats = of_session->second;
  std::ranges::sort(chats);
  const auto repeats = std::ranges::unique(chats);
  chats.erase(repeats.begin(), repeats.end());
  for (const ChatId chat : chats) {
    const auto of_this = [session](const Slot& slot) { return slot.session == session; };
    for (ChatSubscriber* subscriber : those_in(chat, of_this)) subscriber->on_session_ended();
  }
}

void ChatIndex::remove_person(ChatId chat, UserId user) {
  const auto theirs = [user](const Slot& slot) { return slot.subscriber->user() == user; };
  for (ChatSubscriber* subscriber : those_in(chat, theirs)) subscriber->on_removed();
}

void ChatIndex::remove_all(ChatId chat) {
  const auto everybody = [](const Slot&) { return true; };
  for (ChatSubscriber* subscriber : those_in(chat, everybody)) subscriber->on_removed();
}

}  // namespace asq::realtime
