// Stops 2 and 9 of docs/life-of-a-message.md.
//   before: net/ws_connection.cpp      after: chat/send_message.cpp; at the end the receipt leaves
//   from here
#include "api/chat_socket.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/flood_count.hpp"
#include "api/socket_command.hpp"
#include "base/task.hpp"
#include "net/loop.hpp"
#include "realtime/chat_feed.hpp"
#include "wire/json.hpp"

namespace asq::api {
namespace {

// Commands under way; with more, the socket is not read until half of them are answered.
constexpr int kMaxUnderWay = 64;

// What outlives the socket while commands are under way: each holds a share of it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(const ChatSocketServices& services, chat::Caller caller, ChatId chat, Seq after)
      : services_(services),
        caller_(caller),
        chat_(chat),
        feed_(std::make_shared<realtime::ChatFeed>(services.hub, caller, chat, after)) {}

  void open(net::WsConnection& connection) {
    connection_ = &connection;
    feed_->open(connection);
  }
  void drained() { feed_->drained(); }
  void close() {
    connection_ = nullptr;
    feed_->close();
  }
  void on_text(std::string_view text);
  void finish(net::CloseCode code, std::string_view reason);

 private:
  static Task<void> send(std::shared_ptr<Session> session, chat::Outgoing outgoing);
  static Task<void> refuse(std::shared_ptr<Session> session, chat::Outgoing outgoing,
                           Error refusal);
  Error flooding(const Verdict& verdict);
  void begin_command(Task<void> command);
  void end_command();
  void pause();
  void end_if_finished();
  void reply_error(const Error& error, const std::optional<std::string>& client_id);
  void reply_duplicate(const Message& message);

  ChatSocketServices services_;
  net::WsConnection* connection_ = nullptr;  // null once closed
  chat::Caller caller_;
  ChatId chat_;
  int under_way_ = 0;
  FloodCount flood_;
  bool paused_ = false;
  struct Finish {
    net::CloseCode code;
    std::string_view reason;  // a literal
  };
  std::unique_ptr<Finish> finish_;  // nothing more is begun; then the connection closes so
  Seq echoed_;                      // the newest of its own messages, which the feed brings
  std::shared_ptr<realtime::ChatFeed> feed_;
};

void Session::on_text(std::string_view text) {
  if (connection_ == nullptr || finish_) return;
  if (!services_.logins.live(caller_)) {
    // Of a session that was ended 4401 is on its way; one that expires ends without a word.
    return connection_->close(net::CloseCode::session_ended, "session ended");
  }
  const Verdict verdict = services_.limits.take_send(caller_.user_id);
  SocketMessage command = decode_socket_message(text, caller_.user_id, chat_);
  chat::Outgoing outgoing{chat_, std::move(command.text), std::move(command.client_id)};
  if (!verdict.allowed) {
    Error refusal = flooding(verdict);
    return begin_command(refuse(shared_from_this(), std::move(outgoing), std::move(refusal)));
  }
  if (command.fault) {
    return begin_command(
        refuse(shared_from_this(), std::move(outgoing), std::move(*command.fault)));
  }
  begin_command(send(shared_from_this(), std::move(outgoing)));
}

Task<void> Session::send(std::shared_ptr<Session> session, chat::Outgoing outgoing) {
  const std::optional<std::string> client_id = outgoing.client_id;
  const auto receipt =
      co_await session->services_.messages.send(session->caller_, std::move(outgoing));
  // A new message reaches this socket as its own echo, like every other; only a repeat is answered
  // here.
  if (!receipt) {
    session->reply_error(receipt.error(), client_id);
  } else if (receipt->duplicate) {
    session->reply_duplicate(receipt->message);
  } else {
    session->echoed_ = std::max(session->echoed_, receipt->message.seq);
  }
  session->end_command();
}

Task<void> Session::refuse(std::shared_ptr<Session> session, chat::Outgoing outgoing,
                           Error refusal) {
  const std::optional<std::string> client_id = outgoing.client_id;
  const bool may_look =
      client_id && session->services_.limits.take_look_up(session->caller_.user_id).allowed;
  if (!may_look) outgoing.client_id.reset();
  const auto receipt = co_await session->services_.messages.receipt_or(
      session->caller_, std::move(outgoing), std::move(refusal));
  if (!receipt) {
    session->reply_error(receipt.error(), client_id);
  } else {
    session->reply_duplicate(receipt->message);
  }
  session->end_command();
}

Error Session::flooding(const Verdict& verdict) {
  if (flood_.add(connection_->loop().clock().steady())) {
    finish_ = std::make_unique<Finish>(net::CloseCode::flooding, "too many messages");
  }
  return rate_limited(verdict);
}

void Session::begin_command(Task<void> command) {
  if (++under_way_ >= kMaxUnderWay || finish_) pause();
  connection_->loop().spawn(std::move(command));
}

void Session::end_command() {
  --under_way_;
  if (connection_ == nullptr) return;
  if (finish_) return end_if_finished();
  if (paused_ && under_way_ <= kMaxUnderWay / 2) {
    paused_ = false;
    connection_->resume_reading();
  }
}

void Session::pause() {
  if (std::exchange(paused_, true)) return;
  connection_->pause_reading();
}

// What was accepted is answered all the same: the socket is not read any more, and is closed when
// the last command under way has ended and the feed has brought the echoes.
void Session::finish(net::CloseCode code, std::string_view reason) {
  finish_ = std::make_unique<Finish>(code, reason);
  pause();
  end_if_finished();
}

void Session::end_if_finished() {
  if (under_way_ == 0) feed_->end_behind(echoed_, finish_->code, finish_->reason);
}

void Session::reply_error(const Error& error, const std::optional<std::string>& client_id) {
  if (connection_ != nullptr) connection_->reply(socket_error_json(error, client_id));
}

void Session::reply_duplicate(const Message& message) {
  if (connection_ != nullptr) connection_->reply(wire::message_json(message, true));
}

class ChatSocket final : public net::WsHandler {
 public:
  explicit ChatSocket(std::shared_ptr<Session> session) : session_(std::move(session)) {}

  void on_open(net::WsConnection& connection) override { session_->open(connection); }
  void on_text(std::string_view text) override { session_->on_text(text); }
  void finish(net::CloseCode code, std::string_view reason) override {
    session_->finish(code, reason);
  }
  void on_drained() override { session_->drained(); }
  void on_close() override { session_->close(); }

 private:
  std::shared_ptr<Session> session_;
};

}  // namespace

std::unique_ptr<net::WsHandler> make_chat_socket(const ChatSocketServices& services,
                                                 chat::Caller caller, ChatId chat, Seq after) {
  return std::make_unique<ChatSocket>(std::make_shared<Session>(services, caller, chat, after));
}

}  // namespace asq::api
