// Stops 2 and 9 of docs/life-of-a-message.md.
//   before: net/ws_input.cpp      after: chat/send_message.cpp; at the end the receipt leaves
//   from here
#include "api/sockets/chat_socket.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/http/toll.hpp"
#include "api/sockets/chat_command.hpp"
#include "api/sockets/command_flow.hpp"
#include "base/log.hpp"
#include "base/task.hpp"
#include "net/loop.hpp"
#include "realtime/chat_feed.hpp"
#include "wire/json.hpp"

namespace asq::api {
namespace {

// Outlives its connection while commands are under way: each of them holds a share of it.
class ChatSocket : public std::enable_shared_from_this<ChatSocket> {
 public:
  ChatSocket(const ChatSocketServices& services, chat::Caller caller, ChatId chat, Seq after)
      : services_(services),
        caller_(caller),
        chat_(chat),
        feed_(std::make_shared<realtime::ChatFeed>(services.hub, caller, chat, after)) {}

  void open(net::WsConnection& connection) {
    connection_ = &connection;
    flow_.open(connection);
    attendance_ = services_.hub.attend(caller_.user_id);
    feed_->open(connection);
  }
  void drained() { feed_->drained(); }
  void close() {
    connection_ = nullptr;
    if (attendance_) services_.hub.presence().leave(*std::exchange(attendance_, std::nullopt));
    flow_.close();
    feed_->close();
  }
  void on_text(std::string_view text);
  void finish(net::CloseCode code, std::string_view reason);

 private:
  static Task<void> send(std::shared_ptr<ChatSocket> socket, chat::Outgoing outgoing);
  static Task<void> refuse(std::shared_ptr<ChatSocket> socket, chat::Outgoing outgoing,
                           Error refusal);
  void end_if_due();
  void reply_error(const Error& error, const std::optional<std::string>& client_id);
  void reply_duplicate(const Message& message);

  ChatSocketServices services_;
  net::WsConnection* connection_ = nullptr;  // null once closed
  chat::Caller caller_;
  ChatId chat_;
  CommandFlow flow_;
  std::optional<realtime::PresenceTracker::Attendance> attendance_;  // while it is open
  Seq echoed_;  // the newest of its own messages, which the feed brings
  std::shared_ptr<realtime::ChatFeed> feed_;
};

void ChatSocket::on_text(std::string_view text) {
  if (connection_ == nullptr || flow_.finishing()) return;
  if (!services_.logins.live(caller_)) {
    // Of a session that was ended 4401 is on its way; one that expires ends without a word.
    return connection_->close(net::CloseCode::session_ended, "The session has ended.");
  }
  services_.hub.presence().touch(*attendance_);
  const Verdict verdict = services_.limits.take_send(caller_.user_id);
  SocketMessage command = decode_socket_message(text, caller_.user_id, chat_);
  chat::Outgoing outgoing{chat_, std::move(command.text), std::move(command.client_id)};
  outgoing.reply_to = command.reply_to;
  if (!verdict.allowed) {
    Error refusal = flow_.refuse(verdict);
    return flow_.begin(refuse(shared_from_this(), std::move(outgoing), std::move(refusal)));
  }
  if (command.refusal) {
    return flow_.begin(
        refuse(shared_from_this(), std::move(outgoing), std::move(*command.refusal)));
  }
  flow_.begin(send(shared_from_this(), std::move(outgoing)));
}

Task<void> ChatSocket::send(std::shared_ptr<ChatSocket> socket, chat::Outgoing outgoing) {
  const std::optional<std::string> client_id = outgoing.client_id;
  const ChatSocketServices& services = socket->services_;
  BroadcastToll toll(services.limits, services.hub.audience(), socket->caller_.user_id);
  Result<Receipt> receipt;
  try {
    receipt = co_await services.messages.send(socket->caller_, std::move(outgoing), &toll);
  } catch (const std::exception& exception) {
    receipt = socket->flow_.internal_error(exception);
  }
  // A new message reaches this socket as its own echo, like every other; only a repeat is answered
  // here.
  if (!receipt) {
    socket->reply_error(receipt.error(), client_id);
  } else if (receipt->duplicate) {
    socket->reply_duplicate(receipt->message);
  } else {
    socket->echoed_ = std::max(socket->echoed_, receipt->message.seq);
  }
  socket->flow_.end();
  socket->end_if_due();
}

Task<void> ChatSocket::refuse(std::shared_ptr<ChatSocket> socket, chat::Outgoing outgoing,
                              Error refusal) {
  const std::optional<std::string> client_id = outgoing.client_id;
  const bool may_look =
      client_id && socket->services_.limits.take_look_up(socket->caller_.user_id).allowed;
  if (!may_look) outgoing.client_id.reset();
  Result<Receipt> receipt;
  try {
    receipt = co_await socket->services_.messages.receipt_or(socket->caller_, std::move(outgoing),
                                                             std::move(refusal));
  } catch (const std::exception& exception) {
    receipt = socket->flow_.internal_error(exception);
  }
  if (!receipt) {
    socket->reply_error(receipt.error(), client_id);
  } else {
    socket->reply_duplicate(receipt->message);
  }
  socket->flow_.end();
  socket->end_if_due();
}

void ChatSocket::finish(net::CloseCode code, std::string_view reason) {
  flow_.finish(code, reason);
  end_if_due();
}

// What was accepted is answered all the same, and its echo comes through the feed.
void ChatSocket::end_if_due() {
  if (const auto* ending = flow_.due()) {
    feed_->close_after(echoed_, ending->code, ending->reason);
  }
}

void ChatSocket::reply_error(const Error& error, const std::optional<std::string>& client_id) {
  if (!error.log.text.empty()) {
    log::error("send_failed", {{"code", error_name(error.code)}, {"cause", error.log.text}});
  }
  if (connection_ != nullptr) connection_->reply(socket_error_json(error, client_id));
}

void ChatSocket::reply_duplicate(const Message& message) {
  if (connection_ != nullptr) connection_->reply(wire::message_json(message, true));
}

class ChatSocketHandler final : public net::WsHandler {
 public:
  explicit ChatSocketHandler(std::shared_ptr<ChatSocket> socket) : socket_(std::move(socket)) {}

  void on_open(net::WsConnection& connection) override { socket_->open(connection); }
  void on_text(std::string_view text) override { socket_->on_text(text); }
  void finish(net::CloseCode code, std::string_view reason) override {
    socket_->finish(code, reason);
  }
  void on_drained() override { socket_->drained(); }
  void on_close() override { socket_->close(); }

 private:
  std::shared_ptr<ChatSocket> socket_;
};

}  // namespace

std::unique_ptr<net::WsHandler> make_chat_socket(const ChatSocketServices& services,
                                                 chat::Caller caller, ChatId chat, Seq after) {
  return std::make_unique<ChatSocketHandler>(
      std::make_shared<ChatSocket>(services, caller, chat, after));
}

}  // namespace asq::api
