// Who on this loop hears what.                                 Stop 7 of docs/life-of-a-message.md
//   before: bus/local_bus.cpp
//   after: realtime/chat_feed.cpp, realtime/person_feed.cpp, then net/outbox.cpp
// Threads: one hub per loop; everything on that loop's thread.
// Order: everybody gets what concerns them in the order of the bus, which is commit order. Who is
// in a chat changes with the events as they pass: behind a removal nothing of that chat reaches the
// one who was removed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "chat/caller.hpp"
#include "model/event.hpp"
#include "net/loop.hpp"
#include "realtime/account_sockets.hpp"
#include "realtime/audience.hpp"
#include "realtime/chat_index.hpp"
#include "realtime/person_index.hpp"
#include "realtime/presence.hpp"
#include "realtime/read_batch.hpp"
#include "realtime/read_turns.hpp"
#include "realtime/typing.hpp"
#include "store/store.hpp"

namespace asq::realtime {

// Hears of the presence of people that it watches.
class PresenceSubscriber {
 public:
  // `frame`: the event, the same for everybody.
  virtual void on_presence(const Frame& frame) = 0;
  // The person who is watched has left a chat.
  virtual void on_watched_left_chat() = 0;
  // Of those who watch `user` it now stands in this slot.
  virtual void on_moved(UserId user, std::uint32_t slot) = 0;

 protected:
  ~PresenceSubscriber() = default;
};

// What the hubs of all loops share. References outlive them.
struct HubServices {
  store::Store& store;  // where sockets catch up from
  PresenceTracker& presence;
  TypingNotices& typing;
  Audience& audience;  // how many hear a chat
  AccountSockets& sockets;
};

class Hub {
 public:
  // The loop may be made after the hub, and dies before it: what its coroutines own may leave.
  Hub(const HubServices& services, net::Loop& loop)
      : services_(services), loop_(loop), chats_(&services.audience), people_(&services.audience) {}
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  // One commit's events, in commit order; or something that passes. Where that fails halfway
  // (a bug), every socket of this loop closes with 1012 and comes back for what it missed.
  void deliver(const EventBatch& batch);

  [[nodiscard]] ChatIndex& chats() { return chats_; }
  [[nodiscard]] PersonIndex& people() { return people_; }
  // The slot, for unwatch(). Each takes constant time, however many watch that person.
  [[nodiscard]] std::uint32_t watch(UserId user, PresenceSubscriber& watcher);
  void unwatch(UserId user, std::uint32_t slot);

  // Both kinds of sockets of one account on this loop. When the oldest was opened; nullopt: there
  // is none.
  [[nodiscard]] std::optional<Opening> oldest_socket(UserId user);
  void end_oldest_socket(UserId user, net::CloseCode code, std::string_view reason);
  // With repeats.
  [[nodiscard]] std::vector<SessionId> sessions_of(UserId user) const;
  // A socket of the person counts from now on: for their presence, and against the bound.
  [[nodiscard]] PresenceTracker::Attendance attend(UserId user);
  // The same for a socket that has to say hello: against the bound it counts from its opening, for
  // their presence from the hello. It ends the wait by attend_after_hello(), or by end_await() when
  // it is gone before.
  void await_hello(UserId user) { services_.sockets.await_hello(user); }
  void end_await(UserId user) { services_.sockets.end_await(user); }
  [[nodiscard]] PresenceTracker::Attendance attend_after_hello(UserId user);

  [[nodiscard]] store::Store& store() const { return services_.store; }
  [[nodiscard]] PresenceTracker& presence() const { return services_.presence; }
  [[nodiscard]] TypingNotices& typing() const { return services_.typing; }
  [[nodiscard]] const Audience& audience() const { return services_.audience; }
  [[nodiscard]] Opening next_opening() const { return services_.sockets.next_opening(); }
  [[nodiscard]] net::Loop& loop() const { return loop_; }

  // Of the log and the sessions, from memory, as in store/store.hpp and store/memory.hpp.
  [[nodiscard]] std::uint64_t epoch() const { return store().epoch(); }
  [[nodiscard]] LogPosition head() const { return store().head(); }
  [[nodiscard]] bool session_lives(const chat::Caller& caller) const {
    return store().memory().session_lives(caller.session_id, caller.user_id);
  }

  // In pages: so few of this loop's sockets read at a time that others get through between them.
  [[nodiscard]] ReadTurns& catch_ups() { return catch_ups_; }

 private:
  void on(const Event& event, const MessageAppended& what);
  void on(const Event& event, const MessageChanged& what);
  void on(const Event& event, const ChatCreated& what);
  void on(const Event& event, const ChatUpdated& what);
  void on(const Event& event, const ChatDeleted& what);
  void on(const Event& event, const MemberAdded& what);
  void on(const Event& event, const MemberRemoved& what);
  void on(const Event& event, const MemberRoleChanged& what);
  void on(const Event& event, const UserUpdated& what);
  void on(const Event& event, const MarkerMoved& what);
  void on(const Event&, const SessionBegan&) {}  // memory knows; no socket is told
  void on(const Event& event, const SessionEnded& what);
  void on(const Event& event, const Typing& what);
  void on(const Event& event, const PresenceChanged& what);

  template <class Lasting>
  [[nodiscard]] const Frame& frame_of(const Event& event, const Lasting& what) const;
  [[nodiscard]] Frame removal_of(ChatId chat, LogPosition position) const;
  void tell(ChatId chat, LogPosition position, const Frame& frame);
  void tell_read(const MovedMarker& moved);
  // When markers may be told again; at most now: they may.
  [[nodiscard]] SteadyTime room_for_reads(SteadyTime now);
  void left_chat(UserId user);
  Task<void> tell_reads();

  HubServices services_;
  net::Loop& loop_;
  ChatIndex chats_;
  PersonIndex people_;
  std::unordered_map<UserId, std::vector<PresenceSubscriber*>> watchers_;
  ReadBatch reads_;
  ReadTurns catch_ups_{{.most = 4, .most_of_one = 1}};
  bool telling_reads_ = false;  // tell_reads() runs
  bool pacing_reads_ = false;   // and is at telling some
  SteadyTime reads_since_;      // and since then so many sockets were told of markers
  std::size_t reads_told_ = 0;
};

}  // namespace asq::realtime
