// Everything that concerns one person, to one socket: each lasting event after a position, once and
// in the log's order, live or from the store; and what passes.
//   before: realtime/hub.cpp      after: net/outbox.cpp             Stop 7 of
//   docs/life-of-a-message.md
//
// One value and one coroutine do it. Progress (realtime/progress.hpp) says what each event, walk
// and full outbox means, and has the table of the races. catch_up() runs while the feed is not
// live: it waits for room in the outbox, walks the log, and makes the feed live when nothing newer
// is pending. That one way serves the resume, the moment between a snapshot and the live stream,
// what looks different to each viewer, and a socket that falls behind. So a slow socket costs at
// most its outbox, loses nothing, and holds nobody up. Where more was missed than is replayed, it
// hears `resync` and goes on from the head.
//
// Memory: a live feed has no coroutine. One that stayed would cost 1.7 KiB more per idle socket
// (asq_bench memory: 2,530 bytes instead of 793), and 1.5 KiB is the limit for the whole socket.
// Threads: the loop of its connection.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/catch_up.hpp"
#include "model/cursor.hpp"
#include "net/ws.hpp"
#include "realtime/hub.hpp"
#include "realtime/pause.hpp"
#include "realtime/progress.hpp"
#include "realtime/watch_list.hpp"

namespace asq::realtime {

class PersonFeed final : public PersonSubscriber,
                         public PresenceSink,
                         public std::enable_shared_from_this<PersonFeed> {
 public:
  PersonFeed(Hub& hub, chat::Caller caller);
  ~PersonFeed();
  PersonFeed(const PersonFeed&) = delete;
  PersonFeed& operator=(const PersonFeed&) = delete;

  // From now on the feed hears of the end of its session. Once.
  void open(net::WsConnection& connection);

  // Where a client begins: at its own cursor, or at the head if it has no cursor, or one that can't
  // be resumed.
  struct Start {
    Cursor cursor;
    bool resumed = false;
    std::unique_ptr<chat::CatchUp> missed;  // if resumed: for begin()
  };
  // Once. nullopt: the connection is closed; with 1012 if the store can't answer.
  [[nodiscard]] static Task<std::optional<Start>> find_start(std::shared_ptr<PersonFeed> feed,
                                                             std::optional<std::string> since);
  // The client knows where it begins. It gets what it missed, `live`, and everything that comes.
  void begin(std::unique_ptr<chat::CatchUp> missed);

  // The connection's outbox is empty again.
  void drained();
  // The feed belongs to another session of the same person from now on.
  void rebind(SessionId session) { caller_.session_id = session; }
  // Leaves the hub; the connection is not touched again. Repeats do nothing.
  void close();

  // True: everything was delivered, and the hub's events are passed on.
  [[nodiscard]] bool live() const { return progress_.live(); }

  // As in WatchList.
  [[nodiscard]] Task<Result<std::vector<Presence>>> watch(std::vector<UserId> users);
  void unwatch(const std::vector<UserId>& users);

  void on_event(LogPosition position, const Frame& frame) override;
  void on_pending(LogPosition position) override;
  void on_read(LogPosition position, const Frame& frame) override;
  void on_typing(const Frame& frame) override;
  void on_left_chat() override;
  // Closes the connection with 4401.
  void on_session_ended() override;
  void on_end(net::CloseCode code, std::string_view reason) override { end(code, reason); }
  [[nodiscard]] SessionId session() const override { return caller_.session_id; }
  [[nodiscard]] bool push_presence(Frame frame) override;

 private:
  using Walk = std::unique_ptr<chat::CatchUp>;

  // catch_up() runs from here on until the feed is live or closed. `walk`: one that was begun.
  void start_catching_up(Walk walk);
  static Task<void> catch_up(std::shared_ptr<PersonFeed> feed, Walk walk);
  static Task<void> walk_until_live(std::shared_ptr<PersonFeed> feed, Walk walk);
  // A new walk from where the feed is. nullptr: the feed is closed.
  [[nodiscard]] static Task<Walk> begin_walk(std::shared_ptr<PersonFeed> feed);
  // False: the outbox is full, or the feed is closed.
  [[nodiscard]] static Task<bool> replay(std::shared_ptr<PersonFeed> feed, chat::CatchUp& walk);
  [[nodiscard]] bool push(const chat::Replayed& replayed);
  [[nodiscard]] bool push(Frame frame);
  [[nodiscard]] bool resync(LogPosition head);
  // True: the client has heard it.
  [[nodiscard]] bool say_live();
  [[nodiscard]] Cursor cursor_at(LogPosition position) const;
  void fail_with(const Error& error);
  void end(net::CloseCode code, std::string_view reason);

  Hub& hub_;
  net::WsConnection* connection_ = nullptr;
  PersonIndex::Person* person_ = nullptr;
  chat::Caller caller_;
  Progress progress_;
  WakeUp room_;                         // catch_up() waits here while the outbox is full
  std::shared_ptr<WatchList> watched_;  // made when needed
};

}  // namespace asq::realtime
