// Stop 7 of docs/life-of-a-message.md.      before: bus/local_bus.cpp
//   after: realtime/chat_feed.cpp, realtime/person_feed.cpp
#include "realtime/hub.hpp"

#include "net/ws.hpp"
#include "realtime/pause.hpp"
#include "wire/events.hpp"

namespace asq::realtime {

void Hub::deliver(const EventBatch& batch) {
  for (const auto& event : *batch) {
    people_.pass(event->position);
    std::visit([&](const auto& what) { on(*event, what); }, event->what);
  }
}

template <class Lasting>
const Frame& Hub::frame_of(const Event& event, const Lasting& what) const {
  return event.person_form.get([&] {
    const Cursor cursor{epoch(), event.position};
    return net::encode_text_frame(wire::event_json(what, cursor));
  });
}

Frame Hub::removal_of(ChatId chat, LogPosition position) const {
  const Cursor cursor{epoch(), position};
  return make_frame(net::encode_text_frame(wire::chat_removed_json(chat, cursor)));
}

void Hub::tell(ChatId chat, LogPosition position, const Frame& frame) {
  people_.for_each_in(chat,
                      [&](PersonSubscriber& socket, UserId) { socket.on_event(position, frame); });
}

// ---- messages

void Hub::on(const Event& event, const MessageAppended& what) {
  const ChatId chat = what.message.chat_id;
  chats_.deliver(event, what.message);
  if (people_.anybody_in(chat)) tell(chat, event.position, frame_of(event, what));
}

void Hub::on(const Event& event, const MessageChanged& what) {
  const ChatId chat = what.message.chat_id;
  if (people_.anybody_in(chat)) tell(chat, event.position, frame_of(event, what));
}

// ---- chats and members

void Hub::on(const Event& event, const ChatCreated& what) {
  for (const UserId user : what.members) {
    people_.join(user, what.chat_id, event.position);
    people_.for_each_of(user, [&](PersonSubscriber& socket) { socket.on_pending(event.position); });
  }
}

void Hub::on(const Event& event, const ChatUpdated& what) {
  people_.for_each_in(what.chat_id,
                      [&](PersonSubscriber& socket, UserId) { socket.on_pending(event.position); });
}

void Hub::on(const Event& event, const ChatDeleted& what) {
  chats_.remove_all(what.chat_id);
  if (!people_.anybody_in(what.chat_id)) return;
  const Frame& frame =
      event.person_form.get([&] { return *removal_of(what.chat_id, event.position); });
  tell(what.chat_id, event.position, frame);
  std::vector<UserId> members;
  people_.for_each_in(what.chat_id,
                      [&](PersonSubscriber&, UserId user) { members.push_back(user); });
  people_.erase(what.chat_id, event.position);
  for (const UserId user : members) left_chat(user);
}

void Hub::on(const Event& event, const MemberAdded& what) {
  // To the others first: to the one who was added it is a chat that was added.
  if (people_.anybody_in(what.chat_id)) tell(what.chat_id, event.position, frame_of(event, what));
  people_.join(what.user.id, what.chat_id, event.position);
  people_.for_each_of(what.user.id,
                      [&](PersonSubscriber& socket) { socket.on_pending(event.position); });
}

void Hub::on(const Event& event, const MemberRemoved& what) {
  chats_.remove_person(what.chat_id, what.user_id);
  people_.leave(what.user_id, what.chat_id, event.position);
  if (people_.anybody_in(what.chat_id)) tell(what.chat_id, event.position, frame_of(event, what));
  Frame removal;
  people_.for_each_of(what.user_id, [&](PersonSubscriber& socket) {
    if (!removal) removal = removal_of(what.chat_id, event.position);
    socket.on_event(event.position, removal);
  });
  left_chat(what.user_id);
}

void Hub::on(const Event& event, const MemberRoleChanged& what) {
  if (people_.anybody_in(what.chat_id)) tell(what.chat_id, event.position, frame_of(event, what));
}

void Hub::on(const Event& event, const UserUpdated& what) {
  // Who shares several chats is told once: the position has been told then.
  for (const ChatId chat : what.chats) {
    if (people_.anybody_in(chat)) tell(chat, event.position, frame_of(event, what));
  }
  people_.for_each_of(what.user.id, [&](PersonSubscriber& socket) {
    socket.on_event(event.position, frame_of(event, what));
  });
}

// ---- what passes

void Hub::on(const Event& event, const MarkerMoved& what) {
  if (!people_.anybody_in(what.chat_id)) return;
  const MovedMarker moved{event.position, what};
  if (reads_.add(moved, loop_.clock().steady())) return tell_read(moved);
  if (telling_reads_) return;
  telling_reads_ = true;
  loop_.spawn(tell_reads());
}

void Hub::tell_read(const MovedMarker& moved) {
  const Frame frame = make_frame(net::encode_text_frame(wire::event_json(moved.marker)));
  people_.for_each_in(moved.marker.chat_id, [&](PersonSubscriber& socket, UserId) {
    socket.on_read(moved.position, frame);
  });
}

Task<void> Hub::tell_reads() {
  while (const auto due = reads_.next_due()) {
    co_await pause_until(*due);
    for (const MovedMarker& moved : reads_.take_due(loop_.clock().steady())) tell_read(moved);
  }
  telling_reads_ = false;
}

void Hub::on(const Event&, const SessionEnded& what) {
  chats_.end_session(what.session_id);
  people_.end_session(what.user_id, what.session_id);
}

void Hub::on(const Event& event, const Typing& what) {
  if (!people_.anybody_in(what.chat_id)) return;
  const Frame& frame =
      event.person_form.get([&] { return net::encode_text_frame(wire::event_json(what)); });
  people_.for_each_in(what.chat_id, [&](PersonSubscriber& socket, UserId user) {
    if (user != what.user_id) socket.on_typing(frame);
  });
}

// ---- presence

void Hub::watch(UserId user, PresenceSubscriber& watcher) { watchers_[user].push_back(&watcher); }

void Hub::unwatch(UserId user, PresenceSubscriber& watcher) {
  const auto watchers = watchers_.find(user);
  if (watchers == watchers_.end()) return;
  std::erase(watchers->second, &watcher);
  if (watchers->second.empty()) watchers_.erase(watchers);
}

void Hub::on(const Event& event, const PresenceChanged& what) {
  const auto watchers = watchers_.find(what.presence.user_id);
  if (watchers == watchers_.end()) return;
  const Frame& frame =
      event.person_form.get([&] { return net::encode_text_frame(wire::event_json(what)); });
  for (PresenceSubscriber* watcher : watchers->second) watcher->on_presence(frame);
}

// Presence is for people who share a chat, and this user now shares one less with some of them.
void Hub::left_chat(UserId user) {
  people_.for_each_of(user, [](PersonSubscriber& socket) { socket.on_left_chat(); });
  const auto watchers = watchers_.find(user);
  if (watchers == watchers_.end()) return;
  for (PresenceSubscriber* watcher : watchers->second) watcher->on_watched_left_chat();
}

}  // namespace asq::realtime
