#include "realtime/chat_index.hpp"

#include <algorithm>
#include <exception>
#include <iterator>

#include "base/log.hpp"
#include "wire/json.hpp"

namespace asq::realtime {
namespace {

// What one socket throws ends that socket; its client comes back for what it misses.
void offer(ChatSubscriber& subscriber, const Message& message, const Frame& frame) {
  try {
    subscriber.on_message(message, frame);
  } catch (const std::exception& exception) {
    log::error("delivery_threw", {{"what", exception.what()}});
    subscriber.on_end(net::CloseCode::internal_error, "Something went wrong on the server.");
  }
}

}  // namespace

void ChatIndex::add(ChatId chat, ChatSubscriber& subscriber) {
  const auto entry = chats_.try_emplace(chat).first;
  subscriber.in_chat = static_cast<std::uint32_t>(entry->second.slots.size());
  entry->second.slots.push_back(&subscriber);
  accounts_[subscriber.user()].add(subscriber);
  ++count_;
  settle(entry);
}

void ChatIndex::remove(ChatId chat, ChatSubscriber& subscriber) {
  const auto account = accounts_.find(subscriber.user());
  account->second.remove(subscriber);
  if (account->second.empty()) accounts_.erase(account);
  --count_;
  const auto entry = chats_.find(chat);
  Subscribers& slots = entry->second.slots;
  if (&entry->second == delivering_) {
    slots[subscriber.in_chat] = nullptr;
    left_ = true;
    return;
  }
  slots.back()->in_chat = subscriber.in_chat;
  slots[subscriber.in_chat] = slots.back();
  slots.pop_back();
  settle(entry);
}

// Tells how many there are, and forgets a chat that nobody hears.
void ChatIndex::settle(Chats::iterator chat) {
  Chat& entry = chat->second;
  const auto count = static_cast<std::uint32_t>(entry.slots.size());
  entry.told.update(audience_, chat->first, Audience::Sockets::of_chat, count);
  if (count == 0) chats_.erase(chat);
}

void ChatIndex::close_up(ChatId chat) {
  const auto entry = chats_.find(chat);
  Subscribers& slots = entry->second.slots;
  std::erase(slots, nullptr);
  for (std::size_t i = 0; i < slots.size(); ++i) slots[i]->in_chat = static_cast<std::uint32_t>(i);
  settle(entry);
}

// However a delivery ends, who left during it leaves no empty slot.
class ChatIndex::Delivery {
 public:
  Delivery(ChatIndex& index, ChatId id, const Chat& chat) : index_(index), id_(id) {
    index.delivering_ = &chat;
    index.left_ = false;
  }
  ~Delivery() {
    index_.delivering_ = nullptr;
    if (index_.left_) index_.close_up(id_);
  }
  Delivery(const Delivery&) = delete;
  Delivery& operator=(const Delivery&) = delete;

 private:
  ChatIndex& index_;
  ChatId id_;
};

void ChatIndex::deliver(const Event& event, const Message& message) {
  const auto entry = chats_.find(message.chat_id);
  if (entry == chats_.end()) return;
  const Frame& frame =
      event.chat_form.get([&] { return net::encode_text_frame(wire::message_json(message)); });
  // The entry stays where it is, and while it is delivered to, so do its slots. By index: a
  // callback may subscribe, which can move them. Newcomers have this message from the store.
  const Chat& chat = entry->second;
  const Delivery delivery(*this, message.chat_id, chat);
  const std::size_t count = chat.slots.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (ChatSubscriber* subscriber = chat.slots[i]) offer(*subscriber, message, frame);
  }
}

// Collected before they are called: each call may unsubscribe.
ChatIndex::Subscribers ChatIndex::those_in(
    ChatId chat, const std::function<bool(const ChatSubscriber&)>& wanted) const {
  Subscribers found;
  const auto entry = chats_.find(chat);
  if (entry == chats_.end()) return found;
  for (ChatSubscriber* subscriber : entry->second.slots) {
    if (subscriber != nullptr && wanted(*subscriber)) found.push_back(subscriber);
  }
  return found;
}

void ChatIndex::end_session(UserId user, SessionId session) {
  const auto account = accounts_.find(user);
  if (account == accounts_.end()) return;
  Subscribers ending;
  account->second.for_each([&](ChatSubscriber& subscriber) {
    if (subscriber.session() == session) ending.push_back(&subscriber);
  });
  for (ChatSubscriber* subscriber : ending) subscriber->on_session_ended();
}

void ChatIndex::remove_person(ChatId chat, UserId user) {
  const auto theirs = [user](const ChatSubscriber& each) { return each.user() == user; };
  for (ChatSubscriber* subscriber : those_in(chat, theirs)) subscriber->on_removed();
}

void ChatIndex::remove_all(ChatId chat) {
  const auto everybody = [](const ChatSubscriber&) { return true; };
  for (ChatSubscriber* subscriber : those_in(chat, everybody)) subscriber->on_removed();
}

void ChatIndex::end_all(net::CloseCode code, std::string_view reason) {
  Subscribers all;
  for (const auto& [chat, entry] : chats_) {
    std::ranges::copy_if(entry.slots, std::back_inserter(all),
                         [](const ChatSubscriber* each) { return each != nullptr; });
  }
  for (ChatSubscriber* subscriber : all) subscriber->on_end(code, reason);
}

std::optional<Opening> ChatIndex::oldest(UserId user) {
  const auto account = accounts_.find(user);
  if (account == accounts_.end()) return std::nullopt;
  return account->second.oldest().opened();
}

void ChatIndex::end_oldest(UserId user, net::CloseCode code, std::string_view reason) {
  const auto account = accounts_.find(user);
  if (account != accounts_.end()) account->second.oldest().on_end(code, reason);
}

void ChatIndex::append_sessions(UserId user, std::vector<SessionId>& sessions) const {
  const auto account = accounts_.find(user);
  if (account == accounts_.end()) return;
  account->second.for_each(
      [&](const ChatSubscriber& subscriber) { sessions.push_back(subscriber.session()); });
}

}  // namespace asq::realtime
