// The messages of one chat, to one socket: everything after a seq, once and in order, live or from
// the store.
//   before: realtime/hub.cpp      after: net/outbox.cpp             Stop 7 of
//   docs/life-of-a-message.md
//
// One coroutine, catch_up(), runs while the feed is not live: it waits for room in the outbox,
// reads a page, and makes the feed live when the store has no more and nothing newer is pending.
// That one way serves `since_seq`, the moment between upgrade and subscription, and a socket that
// falls behind:
//
//   catching_up --(the store has no more, and nothing is pending)--> live
//   live        --(a seq out of turn)--> catching_up
//   any         --(outbox full)--> waiting --(outbox drained)--> catching_up
//
// So a slow socket costs at most its outbox, loses nothing, and holds nobody up. The seqs of a chat
// have no gaps, so one position says everything (a person's feed has more: realtime/progress.hpp).
// Threads: the loop of its connection.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/task.hpp"
#include "chat/caller.hpp"
#include "model/ids.hpp"
#include "net/ws.hpp"
#include "realtime/hub.hpp"
#include "realtime/pause.hpp"

namespace asq::realtime {

class ChatFeed final : public ChatSubscriber, public std::enable_shared_from_this<ChatFeed> {
 public:
  // The first message to deliver is the one after `after`.
  ChatFeed(Hub& hub, chat::Caller caller, ChatId chat, Seq after);
  ~ChatFeed();
  ChatFeed(const ChatFeed&) = delete;
  ChatFeed& operator=(const ChatFeed&) = delete;

  // Subscribes, and delivers what has been committed since `after`. Once.
  void open(net::WsConnection& connection);
  // The connection's outbox is empty again.
  void drained();
  // Unsubscribes; the connection is not touched again. Repeats do nothing.
  void close();
  // Closes the connection with this code, once everything up to `last` is in its outbox.
  // `reason` is a literal.
  void close_after(Seq last, net::CloseCode code, std::string_view reason);

  void on_message(const Message& message, const Frame& frame) override;
  // Closes the connection with 4401.
  void on_session_ended() override;
  // Closes the connection with 4403.
  void on_removed() override;
  void on_end(net::CloseCode code, std::string_view reason) override { end(code, reason); }
  [[nodiscard]] UserId user() const override { return caller_.user_id; }
  [[nodiscard]] SessionId session() const override { return caller_.session_id; }
  [[nodiscard]] Opening opened() const override { return opened_; }

 private:
  enum class Mode : std::uint8_t { live, catching_up, waiting, closed };

  // catch_up() runs from here on until the feed is live or closed.
  void start_catching_up();
  // What comes next. shutting_down: the feed is closed.
  [[nodiscard]] static Task<Result<std::vector<Message>>> read_page(std::shared_ptr<ChatFeed> feed);
  static Task<void> catch_up(std::shared_ptr<ChatFeed> feed);
  static Task<void> read_until_live(std::shared_ptr<ChatFeed> feed);
  bool push(Seq seq, Frame frame);
  // As much of it as the outbox takes.
  void push_page(const std::vector<Message>& page);
  void fail_with(const Error& error);
  void end_if_due();
  void end(net::CloseCode code, std::string_view reason);

  Hub& hub_;
  net::WsConnection* connection_ = nullptr;
  chat::Caller caller_;
  ChatId chat_;
  Seq next_;     // to be delivered
  Seq pending_;  // the newest that was heard of while not live
  Opening opened_;
  Mode mode_ = Mode::catching_up;
  WakeUp room_;  // catch_up() waits here while the outbox is full
  struct Ending {
    Seq last;
    net::CloseCode code;
    std::string_view reason;
  };
  std::unique_ptr<Ending> ending_;  // rare: an idle socket pays for a pointer
};

}  // namespace asq::realtime
