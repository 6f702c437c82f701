// All that concerns one person to one socket: every lasting event behind a position, once and in
// the log's order, live or from the store; and what passes.
//   before: realtime/hub.cpp      after: net/outbox.cpp             Stop 7 of
//   docs/life-of-a-message.md
//
// One mechanism serves the resume, the moment between a snapshot and the live stream, what looks
// different to each viewer, and a socket that falls behind:
//
//   silent      --(hello)--> catching_up
//   catching_up --(the store has no more, and nothing newer was announced meanwhile)--> live
//   live        --(an event that only the store can tell)--> catching_up
//   any         --(outbox full)--> waiting --(outbox drained)--> catching_up
//
// So a slow socket costs at most its outbox, loses nothing, and holds nobody up. Where more was
// missed than is replayed, it hears `resync` and goes on from the head.
// Threads: the loop of its connection.
#pragma once

#include <cstdint>
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

  // From now on it hears of the end of its session. Once.
  void open(net::WsConnection& connection);

  // Where a client begins: at its own cursor, or at the head if it has none, or one from which it
  // can't go on.
  struct Start {
    Cursor cursor;
    bool resumed = false;
  };
  // Once. Closes the connection with 1012 if the store can't say; nullopt: it is closed.
  [[nodiscard]] static Task<std::optional<Start>> find_start(std::shared_ptr<PersonFeed> feed,
                                                             std::optional<std::string> since);
  // The client knows where it begins: what was missed, `live`, and all that comes.
  void begin();

  // The connection's outbox is empty again.
  void drained();
  // Belongs to another session of the same person from now on.
  void rebind(SessionId session) { caller_.session_id = session; }
  // Leaves the hub; the connection is not touched again. Repeats do nothing.
  void close();

  // Told everything, it gets its events from the hub.
  [[nodiscard]] bool live() const { return mode_ == Mode::live; }

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
  [[nodiscard]] SessionId session() const override { return caller_.session_id; }
  [[nodiscard]] bool push_presence(Frame frame) override;

 private:
  enum class Mode : std::uint8_t { silent, live, catching_up, waiting, closed };

  void start_catching_up(std::unique_ptr<chat::CatchUp> opened);
  static Task<void> catch_up(std::shared_ptr<PersonFeed> feed,
                             std::unique_ptr<chat::CatchUp> opened);
  // Each of these: false, the catch-up is over for now.
  static Task<bool> open_catch_up(std::shared_ptr<PersonFeed> feed, chat::CatchUp& catch_up);
  [[nodiscard]] static Task<Result<void>> begin_in_turn(std::shared_ptr<PersonFeed> feed,
                                                        chat::CatchUp& catch_up);
  [[nodiscard]] static Task<Result<std::vector<chat::Replayed>>> next_in_turn(
      std::shared_ptr<PersonFeed> feed, chat::CatchUp& catch_up);
  void keep(std::unique_ptr<chat::CatchUp> catch_up);
  static Task<bool> replay(std::shared_ptr<PersonFeed> feed, chat::CatchUp& catch_up);
  [[nodiscard]] bool push(const chat::Replayed& replayed);
  [[nodiscard]] bool push(Frame frame);
  [[nodiscard]] bool resync(LogPosition head);
  void become_live();
  [[nodiscard]] Cursor cursor_at(LogPosition position) const;
  void fail_with(const Error& error);
  void end(net::CloseCode code, std::string_view reason);

  Hub& hub_;
  net::WsConnection* connection_ = nullptr;
  PersonIndex::Person* person_ = nullptr;
  chat::Caller caller_;
  LogPosition told_;         // everything up to it is told, or was before the beginning
  LogPosition announced_;    // the newest that was heard of while not live
  LogPosition marker_told_;  // moves of markers up to it were told by a catch-up, or before
  // From find_start() to begin(), and while the outbox drains in the middle of one.
  std::unique_ptr<chat::CatchUp> begun_;
  std::shared_ptr<WatchList> watched_;  // made when needed
  Mode mode_ = Mode::silent;
  bool owes_live_ = true;  // the first time that it becomes live it says so
};

}  // namespace asq::realtime
