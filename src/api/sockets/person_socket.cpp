// Stops 2 and 9 of docs/life-of-a-message.md.
//   before: net/ws_input.cpp      after: chat/send_message.cpp; at the end the reply leaves
//   from here
#include "api/sockets/person_socket.hpp"

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/contract/error_table.hpp"
#include "api/contract/problem.hpp"
#include "api/http/toll.hpp"
#include "api/sockets/command_flow.hpp"
#include "api/sockets/person_commands.hpp"
#include "api/sockets/person_replies.hpp"
#include "base/log.hpp"
#include "net/loop.hpp"
#include "realtime/person_feed.hpp"

namespace asq::api {
namespace {

constexpr std::chrono::seconds kHelloWithin{10};

// The end of a reply, behind its id; empty: none is given.
using ReplyText = Result<std::string>;

// Outlives its connection while commands are under way: each of them holds a share of it.
class PersonSocket : public std::enable_shared_from_this<PersonSocket> {
 public:
  PersonSocket(const PersonSocketServices& services, chat::Caller caller)
      : services_(services),
        caller_(caller),
        feed_(std::make_shared<realtime::PersonFeed>(services.hub, caller)) {}

  void open(net::WsConnection& connection);
  void on_text(std::string_view text);
  void drained() { feed_->drained(); }
  void sweep(SteadyTime now);
  void forgive(SteadyTime::duration lost) { opened_at_ += lost; }
  void finish(net::CloseCode code, std::string_view reason);
  void close();

 private:
  void close_if_due();
  // Why a command is not carried out, if it is not.
  std::optional<Error> refusal_of(PersonCommand& command);
  std::optional<Error> over_limit(const PersonCommand& command);
  void refuse(PersonCommand command, Error refusal);

  // Each starts a command; its id is taken until answer(), and tell() is the end of all of them.
  void start(std::string id, std::monostate nothing);
  void start(std::string id, HelloCommand command);
  template <class Command>
  void start(std::string id, Command command);
  template <class Command>
  static Task<void> carry_out(std::shared_ptr<PersonSocket> socket, std::string id,
                              Command command);
  static Task<void> greet(std::shared_ptr<PersonSocket> socket, std::string id,
                          HelloCommand command);
  static Task<void> look_for_receipt(std::shared_ptr<PersonSocket> socket, std::string id,
                                     chat::Outgoing outgoing, Error refusal);
  void answer(const std::string& id, const ReplyText& reply);
  void tell(const std::string& id, const ReplyText& reply);
  void reply_error(std::string_view id, const Error& error);

  Task<ReplyText> perform(SendCommand command);
  Task<ReplyText> perform(EditCommand command);
  Task<ReplyText> perform(DeleteCommand command);
  Task<ReplyText> perform(ReactCommand command);
  Task<ReplyText> perform(UnreactCommand command);
  Task<ReplyText> perform(ReadCommand command);
  Task<ReplyText> perform(TypingCommand command);
  Task<ReplyText> perform(WatchCommand command);
  Task<ReplyText> perform(UnwatchCommand command);
  Task<ReplyText> perform(RefreshCommand command);

  PersonSocketServices services_;
  net::WsConnection* connection_ = nullptr;  // null once closed
  chat::Caller caller_;
  std::shared_ptr<realtime::PersonFeed> feed_;
  CommandFlow flow_;
  std::vector<std::string> ids_;  // of the commands under way, as JSON
  std::optional<realtime::PresenceTracker::Attendance> attendance_;  // since hello
  SteadyTime opened_at_{};
};

void PersonSocket::open(net::WsConnection& connection) {
  services_.hub.await_hello(caller_.user_id);
  connection_ = &connection;
  opened_at_ = connection.loop().clock().steady();
  flow_.open(connection);
  feed_->open(connection);
}

void PersonSocket::close() {
  const bool opened = std::exchange(connection_, nullptr) != nullptr;
  flow_.close();
  feed_->close();
  if (opened && !attendance_) services_.hub.end_await(caller_.user_id);
  if (attendance_) services_.hub.presence().leave(*std::exchange(attendance_, std::nullopt));
}

void PersonSocket::finish(net::CloseCode code, std::string_view reason) {
  flow_.finish(code, reason);
  close_if_due();
}

// What was accepted is answered all the same.
void PersonSocket::close_if_due() {
  if (const auto* ending = flow_.due()) connection_->close(ending->code, ending->reason);
}

void PersonSocket::sweep(SteadyTime now) {
  if (attendance_ || connection_ == nullptr || now - opened_at_ < kHelloWithin) return;
  reply_error({}, Error(ErrorCode::hello_first));
  connection_->close(net::CloseCode::stalled, "No hello arrived in time.");
}

// ---- a command comes

void PersonSocket::on_text(std::string_view text) {
  if (connection_ == nullptr || flow_.finishing()) return;
  if (!services_.services.logins.live(caller_)) {
    return connection_->close(net::CloseCode::session_ended, "The session has ended.");
  }
  if (attendance_) services_.hub.presence().touch(*attendance_);
  PersonCommand command = decode_person_command(text);
  if (auto refusal = refusal_of(command)) return refuse(std::move(command), std::move(*refusal));
  if (!command.id.empty()) ids_.push_back(command.id);
  std::visit([&](auto& fields) { start(std::move(command.id), std::move(fields)); },
             command.fields);
}

std::optional<Error> PersonSocket::over_limit(const PersonCommand& command) {
  RateLimits& limits = services_.services.limits;
  // What is no command costs a request too.
  const LimitKind kind = command.row == nullptr ? LimitKind::requests : command.row->limit;
  Verdict verdict;
  switch (kind) {
    case LimitKind::sends:
    case LimitKind::changes: verdict = limits.take_send(caller_.user_id); break;
    case LimitKind::none:
    case LimitKind::registers:
    case LimitKind::tokens:
    case LimitKind::links:
    case LimitKind::passwords:
    case LimitKind::requests: verdict = limits.take_request(caller_.user_id); break;
  }
  if (verdict.allowed) return std::nullopt;
  return flow_.refuse(verdict);
}

std::optional<Error> PersonSocket::refusal_of(PersonCommand& command) {
  if (auto refusal = over_limit(command)) return refusal;
  if (command.refusal && command.refusal->code == ErrorCode::malformed_json) return command.refusal;
  const bool hello = std::holds_alternative<HelloCommand>(command.fields);
  if (!hello && !attendance_) return Error(ErrorCode::hello_first);
  std::vector<FieldError> errors;
  if (std::ranges::find(ids_, command.id) != ids_.end()) {
    errors.push_back(
        {"id", "This id belongs to a command that is still in progress; use another."});
  }
  if (hello && attendance_) errors.push_back({"type", "The hello command can be sent only once."});
  if (errors.empty()) return command.refusal;
  if (command.refusal) std::ranges::move(command.refusal->fields, std::back_inserter(errors));
  return fail(std::move(errors)).error();
}

chat::Outgoing to_outgoing(SendCommand command) {
  chat::Outgoing outgoing;
  outgoing.chat_id = command.chat_id.value;
  outgoing.text = std::move(command.text.value);
  if (command.client_id) outgoing.client_id = std::move(command.client_id->value);
  if (command.reply_to) outgoing.reply_to = command.reply_to->value;
  return outgoing;
}

void PersonSocket::refuse(PersonCommand command, Error refusal) {
  auto* send = std::get_if<SendCommand>(&command.fields);
  // Who lost an answer gets it all the same, as far as the message could be read.
  if (attendance_ && send != nullptr && send->client_id && send->chat_id.value.value() > 0) {
    return flow_.begin(look_for_receipt(shared_from_this(), std::move(command.id),
                                        to_outgoing(std::move(*send)), std::move(refusal)));
  }
  reply_error(command.id, refusal);
  close_if_due();
}

// ---- and is carried out

void PersonSocket::start(std::string, std::monostate) {}

void PersonSocket::start(std::string id, HelloCommand command) {
  attendance_ = services_.hub.attend_after_hello(caller_.user_id);
  flow_.begin(greet(shared_from_this(), std::move(id), std::move(command)));
}

template <class Command>
void PersonSocket::start(std::string id, Command command) {
  flow_.begin(carry_out(shared_from_this(), std::move(id), std::move(command)));
}

template <class Command>
Task<void> PersonSocket::carry_out(std::shared_ptr<PersonSocket> socket, std::string id,
                                   Command command) {
  ReplyText reply;
  try {
    reply = co_await socket->perform(std::move(command));
  } catch (const std::exception& exception) {
    reply = socket->flow_.internal_error(exception);
  }
  socket->answer(id, reply);
}

Task<void> PersonSocket::greet(std::shared_ptr<PersonSocket> socket, std::string id,
                               HelloCommand command) {
  std::optional<std::string> since;
  if (command.since) since = std::move(command.since->value);
  std::optional<realtime::PersonFeed::Start> start;
  ReplyText reply;
  try {
    start = co_await realtime::PersonFeed::find_start(socket->feed_, std::move(since));
    if (start) {
      reply = hello_reply(socket->caller_.user_id, start->cursor, start->resumed,
                          socket->services_.terms);
    }
  } catch (const std::exception& exception) {
    reply = socket->flow_.internal_error(exception);
  }
  socket->answer(id, reply);
  if (start) socket->feed_->begin(std::move(start->missed));
}

Task<void> PersonSocket::look_for_receipt(std::shared_ptr<PersonSocket> socket, std::string id,
                                          chat::Outgoing outgoing, Error refusal) {
  RateLimits& limits = socket->services_.services.limits;
  if (!limits.take_look_up(socket->caller_.user_id).allowed) outgoing.client_id.reset();
  ReplyText reply;
  try {
    const auto receipt = co_await socket->services_.services.messages.receipt_or(
        socket->caller_, std::move(outgoing), std::move(refusal));
    if (receipt) {
      reply = sent_reply(*receipt);
    } else {
      reply = std::unexpected(receipt.error());
    }
  } catch (const std::exception& exception) {
    reply = socket->flow_.internal_error(exception);
  }
  socket->tell(id, reply);  // the id may be that of another command under way
}

void PersonSocket::answer(const std::string& id, const ReplyText& reply) {
  if (const auto place = std::ranges::find(ids_, id); place != ids_.end()) ids_.erase(place);
  tell(id, reply);
}

void PersonSocket::tell(const std::string& id, const ReplyText& reply) {
  if (!reply) {
    reply_error(id, reply.error());
  } else if (!reply->empty() && connection_ != nullptr) {
    connection_->reply(reply_json(id, *reply));
  }
  flow_.end();
  close_if_due();
}

void PersonSocket::reply_error(std::string_view id, const Error& error) {
  const std::string request_id = new_request_id();
  if (error_row(error.code).status == 500 || !error.log.text.empty()) {
    log::error(
        "command_failed",
        {{"code", error_name(error.code)}, {"cause", error.log.text}, {"request_id", request_id}});
  }
  if (connection_ != nullptr) {
    connection_->reply(command_error_json(id, error, request_id));
  }
}

// ---- the commands

template <class Value>
ReplyText to_reply(const Result<Value>& result) {
  if (!result) return std::unexpected(result.error());
  return ok_reply(*result);
}

Task<ReplyText> PersonSocket::perform(SendCommand command) {
  BroadcastToll toll(services_.services.limits, services_.hub.audience(), caller_.user_id);
  chat::Outgoing outgoing = to_outgoing(std::move(command));
  const auto receipt =
      co_await services_.services.messages.send(caller_, std::move(outgoing), &toll);
  if (!receipt) co_return std::unexpected(receipt.error());
  co_return sent_reply(*receipt);
}

Task<ReplyText> PersonSocket::perform(EditCommand command) {
  BroadcastToll toll(services_.services.limits, services_.hub.audience(), caller_.user_id);
  std::string text = std::move(command.text.value);
  const auto result = co_await services_.services.changes.edit(
      caller_, {command.chat_id.value, command.seq.value}, std::move(text), &toll);
  co_return to_reply(result);
}

Task<ReplyText> PersonSocket::perform(DeleteCommand command) {
  BroadcastToll toll(services_.services.limits, services_.hub.audience(), caller_.user_id);
  const auto result = co_await services_.services.changes.erase(
      caller_, {command.chat_id.value, command.seq.value}, &toll);
  co_return to_reply(result);
}

Task<ReplyText> PersonSocket::perform(ReactCommand command) {
  BroadcastToll toll(services_.services.limits, services_.hub.audience(), caller_.user_id);
  std::string emoji = std::move(command.emoji.value);
  const auto result = co_await services_.services.changes.react(
      caller_, {command.chat_id.value, command.seq.value}, std::move(emoji), true, &toll);
  co_return to_reply(result);
}

Task<ReplyText> PersonSocket::perform(UnreactCommand command) {
  BroadcastToll toll(services_.services.limits, services_.hub.audience(), caller_.user_id);
  std::string emoji = std::move(command.emoji.value);
  const auto result = co_await services_.services.changes.react(
      caller_, {command.chat_id.value, command.seq.value}, std::move(emoji), false, &toll);
  co_return to_reply(result);
}

Task<ReplyText> PersonSocket::perform(ReadCommand command) {
  const auto result = co_await services_.services.members.mark_read(caller_, command.chat_id.value,
                                                                    command.seq.value);
  co_return to_reply(result);
}

Task<ReplyText> PersonSocket::perform(TypingCommand command) {
  const ChatId chat = command.chat_id.value;
  const auto membership = co_await services_.services.members.membership(caller_, chat);
  if (!membership) co_return std::unexpected(membership.error());
  // What passes may be lost, so nobody is told of what is too much.
  const std::int64_t listeners = services_.hub.audience().of(chat).of_people;
  if (services_.services.limits.take_passing(caller_.user_id, listeners).allowed) {
    services_.hub.typing().typed(chat, caller_.user_id);
  }
  co_return std::string();
}

Task<ReplyText> PersonSocket::perform(WatchCommand command) {
  if (connection_ == nullptr) co_return std::string();
  std::vector<UserId> users = std::move(command.user_ids.value);
  const auto result = co_await feed_->watch(std::move(users));
  co_return to_reply(result);
}

Task<ReplyText> PersonSocket::perform(UnwatchCommand command) {
  feed_->unwatch(command.user_ids.value);
  co_return ok_reply(std::vector<Presence>());
}

Task<ReplyText> PersonSocket::perform(RefreshCommand command) {
  const auto proof = services_.services.logins.examine(command.token.value);
  if (!proof) co_return std::unexpected(proof.error());
  if (proof->caller.user_id != caller_.user_id) {
    co_return fail(ErrorCode::not_yourself, "This access token belongs to another user.");
  }
  caller_ = proof->caller;
  feed_->rebind(caller_.session_id);
  co_return refreshed_reply(proof->expires_in);
}

class PersonSocketHandler final : public net::WsHandler {
 public:
  explicit PersonSocketHandler(std::shared_ptr<PersonSocket> socket) : socket_(std::move(socket)) {}

  void on_open(net::WsConnection& connection) override { socket_->open(connection); }
  void on_text(std::string_view text) override { socket_->on_text(text); }
  void finish(net::CloseCode code, std::string_view reason) override {
    socket_->finish(code, reason);
  }
  void on_drained() override { socket_->drained(); }
  void on_sweep(SteadyTime now) override { socket_->sweep(now); }
  void on_pause(SteadyTime::duration lost) override { socket_->forgive(lost); }
  void on_close() override { socket_->close(); }

 private:
  std::shared_ptr<PersonSocket> socket_;
};

}  // namespace

std::unique_ptr<net::WsHandler> make_person_socket(const PersonSocketServices& services,
                                                   chat::Caller caller) {
  return std::make_unique<PersonSocketHandler>(std::make_shared<PersonSocket>(services, caller));
}

}  // namespace asq::api
