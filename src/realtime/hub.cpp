// Stop 7 of docs/life-of-a-message.md.      before: bus/local_bus.cpp
//   after: realtime/chat_feed.cpp, realtime/person_feed.cpp
#include "realtime/hub.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include "base/log.hpp"
#include "net/ws.hpp"
#include "realtime/pause.hpp"
#include "wire/events.hpp"

namespace asq::realtime {

void Hub::deliver(const EventBatch& batch) {
  for (const auto& event : *batch) {
    people_.pass(event->position);
    try {
      std::visit([&](const auto& what) { on(*event, what); }, event->what);
    } catch (const std::exception& exception) {
      // Who has heard of it and who has not is unknown now. The log knows what each one lacks.
      log::error("delivery_threw", {{"what", exception.what()}});
      chats_.end_all(net::CloseCode::service_restart,
                     "The server can't serve this socket now; reconnect.");
      people_.end_all(net::CloseCode::service_restart,
                      "The server can't serve this socket now; reconnect.");
    }
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
  const SteadyTime now = loop_.clock().steady();
  // Nothing overtakes what is being told at its pace.
  const bool room = !pacing_reads_ && room_for_reads(now) <= now;
  if (reads_.add(moved, now, room)) return tell_read(moved);
  if (telling_reads_) return;
  telling_reads_ = true;
  loop_.spawn(tell_reads());
}

void Hub::tell_read(const MovedMarker& moved) {
  const Frame frame = make_frame(net::encode_text_frame(wire::event_json(moved.marker)));
  people_.for_each_in(moved.marker.chat_id, [&](PersonSubscriber& socket, UserId) {
    socket.on_read(moved.position, frame);
    ++reads_told_;
  });
}

// A big group in which everybody reads is a square of messages. They are told at this pace, so the
// loop has time for everything else; the newest move of a reader is all that counts.
SteadyTime Hub::room_for_reads(SteadyTime now) {
  constexpr std::chrono::milliseconds kPeriod{100};
  constexpr std::size_t kMostPerPeriod = 20'000;  // sockets
  if (now - reads_since_ >= kPeriod) {
    reads_since_ = now;
    reads_told_ = 0;
  }
  return reads_told_ < kMostPerPeriod ? now : reads_since_ + kPeriod;
}

Task<void> Hub::tell_reads() {
  while (const auto due = reads_.next_due()) {
    co_await pause_until(*due);
    const std::vector<MovedMarker> moves = reads_.take_due(loop_.clock().steady());
    pacing_reads_ = true;
    for (const MovedMarker& moved : moves) {
      SteadyTime room = room_for_reads(loop_.clock().steady());
      while (room > loop_.clock().steady()) {
        co_await pause_until(room);
        room = room_for_reads(loop_.clock().steady());
      }
      try {
        tell_read(moved);
      } catch (const std::exception& exception) {
        log::error("delivery_threw", {{"what", exception.what()}});
      }
    }
    pacing_reads_ = false;
  }
  telling_reads_ = false;
}

void Hub::on(const Event&, const SessionEnded& what) {
  chats_.end_session(what.user_id, what.session_id);
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

// ---- the sockets of one account

std::optional<Opening> Hub::oldest_socket(UserId user) {
  const auto of_chat = chats_.oldest(user);
  const auto of_person = people_.oldest(user);
  if (!of_chat || !of_person) return of_chat ? of_chat : of_person;
  return is_before(*of_chat, *of_person) ? of_chat : of_person;
}

void Hub::end_oldest_socket(UserId user, net::CloseCode code, std::string_view reason) {
  const auto oldest = oldest_socket(user);
  if (!oldest) return;
  if (chats_.oldest(user) == oldest) return chats_.end_oldest(user, code, reason);
  people_.end_oldest(user, code, reason);
}

std::vector<SessionId> Hub::sessions_of(UserId user) const {
  std::vector<SessionId> sessions;
  chats_.append_sessions(user, sessions);
  people_.append_sessions(user, sessions);
  return sessions;
}

PresenceTracker::Attendance Hub::attend(UserId user) {
  const auto attendance = presence().enter(user);
  services_.sockets.enforce(user);
  return attendance;
}

PresenceTracker::Attendance Hub::attend_after_hello(UserId user) {
  const auto attendance = presence().enter(user);
  services_.sockets.end_await(user);
  return attendance;
}

// ---- presence

std::uint32_t Hub::watch(UserId user, PresenceSubscriber& watcher) {
  std::vector<PresenceSubscriber*>& watchers = watchers_[user];
  watchers.push_back(&watcher);
  return static_cast<std::uint32_t>(watchers.size() - 1);
}

// The last one takes the free slot.
void Hub::unwatch(UserId user, std::uint32_t slot) {
  const auto watchers = watchers_.find(user);
  PresenceSubscriber* last = watchers->second.back();
  watchers->second.pop_back();
  if (slot < watchers->second.size()) {
    watchers->second[slot] = last;
    last->on_moved(user, slot);
  }
  if (watchers->second.empty()) watchers_.erase(watchers);
}

void Hub::on(const Event& event, const PresenceChanged& what) {
  const auto watchers = watchers_.find(what.presence.user_id);
  if (watchers == watchers_.end()) return;
  const Frame& frame =
      event.person_form.get([&] { return net::encode_text_frame(wire::event_json(what)); });
  for (PresenceSubscriber* watcher : watchers->second) watcher->on_presence(frame);
}

// Presence is of people one knows, and this user now shares one chat less with some of them.
void Hub::left_chat(UserId user) {
  people_.for_each_of(user, [](PersonSubscriber& socket) { socket.on_left_chat(); });
  const auto watchers = watchers_.find(user);
  if (watchers == watchers_.end()) return;
  for (PresenceSubscriber* watcher : watchers->second) watcher->on_watched_left_chat();
}

}  // namespace asq::realtime
