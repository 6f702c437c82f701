// Stops 2 and 9 of docs/life-of-a-message.md.
//   before: net/ws_connection.cpp      after: chat/send_message.cpp; at the end the reply leaves
//   from here
#include "api/person_socket.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/command_flow.hpp"
#include "api/error_table.hpp"
#include "api/person_commands.hpp"
#include "api/person_replies.hpp"
#include "api/request_id.hpp"
#include "base/log.hpp"
#include "net/loop.hpp"
#include "realtime/person_feed.hpp"

namespace asq::api {
namespace {

constexpr std::chrono::seconds kHelloWithin{10};

// The end of a reply, behind its id; empty: none is given.
using ReplyText = Result<std::string>;

// What outlives the socket while commands are under way: each holds a share of it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(const PersonSocketServices& services, chat::Caller caller)
      : services_(services),
        caller_(caller),
        feed_(std::make_shared<realtime::PersonFeed>(services.hub, caller)) {}

  void open(net::WsConnection& connection);
  void on_text(std::string_view text);
  void drained() { feed_->drained(); }
  void sweep(SteadyTime now);
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
  static Task<void> carry_out(std::shared_ptr<Session> session, std::string id, Command command);
  static Task<void> greet(std::shared_ptr<Session> session, std::string id, HelloCommand command);
  static Task<void> look_for_receipt(std::shared_ptr<Session> session, std::string id,
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

void Session::open(net::WsConnection& connection) {
  connection_ = &connection;
  opened_at_ = connection.loop().clock().steady();
  flow_.open(connection);
  feed_->open(connection);
}

void Session::close() {
  connection_ = nullptr;
  flow_.close();
  feed_->close();
  if (attendance_) services_.hub.presence().leave(*std::exchange(attendance_, std::nullopt));
}

void Session::finish(net::CloseCode code, std::string_view reason) {
  flow_.finish(code, reason);
  close_if_due();
}

// What was accepted is answered all the same.
void Session::close_if_due() {
  if (const auto* ending = flow_.due()) connection_->close(ending->code, ending->reason);
}

void Session::sweep(SteadyTime now) {
  if (attendance_ || connection_ == nullptr || now - opened_at_ < kHelloWithin) return;
  reply_error({}, Error(ErrorCode::hello_first));
  connection_->close(net::CloseCode::stalled, "no hello");
}

// ---- a command comes

void Session::on_text(std::string_view text) {
  if (connection_ == nullptr || flow_.finishing()) return;
  if (!services_.services.logins.live(caller_)) {
    return connection_->close(net::CloseCode::session_ended, "session ended");
  }
  if (attendance_) services_.hub.presence().touch(*attendance_);
  PersonCommand command = decode_person_command(text);
  if (auto refusal = refusal_of(command)) return refuse(std::move(command), std::move(*refusal));
  if (!command.id.empty()) ids_.push_back(command.id);
  std::visit([&](auto& fields) { start(std::move(command.id), std::move(fields)); },
             command.fields);
}

std::optional<Error> Session::over_limit(const PersonCommand& command) {
  const bool sends = command.row != nullptr && command.row->limit == LimitKind::sends;
  RateLimits& limits = services_.services.limits;
  const Verdict verdict =
      sends ? limits.take_send(caller_.user_id) : limits.take_request(caller_.user_id);
  if (verdict.allowed) return std::nullopt;
  return flow_.refuse(verdict);
}

std::optional<Error> Session::refusal_of(PersonCommand& command) {
  if (auto refusal = over_limit(command)) return refusal;
  if (command.fault && command.fault->code == ErrorCode::malformed_json) return command.fault;
  const bool hello = std::holds_alternative<HelloCommand>(command.fields);
  if (!hello && !attendance_) return Error(ErrorCode::hello_first);
  std::vector<FieldError> faults;
  if (std::ranges::find(ids_, command.id) != ids_.end()) {
    faults.push_back({"id", "Is the id of a command that is under way."});
  }
  if (hello && attendance_) faults.push_back({"type", "hello has been said."});
  if (faults.empty()) return command.fault;
  if (command.fault) std::ranges::move(command.fault->fields, std::back_inserter(faults));
  return fail(std::move(faults)).error();
}

chat::Outgoing to_outgoing(SendCommand command) {
  chat::Outgoing outgoing;
  outgoing.chat_id = command.chat_id.value;
  outgoing.text = std::move(command.text.value);
  if (command.client_id) outgoing.client_id = std::move(command.client_id->value);
  if (command.reply_to) outgoing.reply_to = command.reply_to->value;
  return outgoing;
}

void Session::refuse(PersonCommand command, Error refusal) {
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

void Session::start(std::string, std::monostate) {}

void Session::start(std::string id, HelloCommand command) {
  attendance_ = services_.hub.presence().enter(caller_.user_id);
  flow_.begin(greet(shared_from_this(), std::move(id), std::move(command)));
}

template <class Command>
void Session::start(std::string id, Command command) {
  flow_.begin(carry_out(shared_from_this(), std::move(id), std::move(command)));
}

template <class Command>
Task<void> Session::carry_out(std::shared_ptr<Session> session, std::string id, Command command) {
  const ReplyText reply = co_await session->perform(std::move(command));
  session->answer(id, reply);
}

Task<void> Session::greet(std::shared_ptr<Session> session, std::string id, HelloCommand command) {
  std::optional<std::string> since;
  if (command.since) since = std::move(command.since->value);
  auto start = co_await realtime::PersonFeed::find_start(session->feed_, std::move(since));
  ReplyText reply;
  if (start) {
    reply = hello_reply(session->caller_.user_id, start->cursor, start->resumed,
                        session->services_.terms);
  }
  session->answer(id, reply);
  if (start) session->feed_->begin(std::move(start->missed));
}

Task<void> Session::look_for_receipt(std::shared_ptr<Session> session, std::string id,
                                     chat::Outgoing outgoing, Error refusal) {
  RateLimits& limits = session->services_.services.limits;
  if (!limits.take_look_up(session->caller_.user_id).allowed) outgoing.client_id.reset();
  const auto receipt = co_await session->services_.services.messages.receipt_or(
      session->caller_, std::move(outgoing), std::move(refusal));
  ReplyText reply;
  if (receipt) {
    reply = sent_reply(*receipt);
  } else {
    reply = std::unexpected(receipt.error());
  }
  session->tell(id, reply);  // the id may be that of another command under way
}

void Session::answer(const std::string& id, const ReplyText& reply) {
  if (const auto place = std::ranges::find(ids_, id); place != ids_.end()) ids_.erase(place);
  tell(id, reply);
}

void Session::tell(const std::string& id, const ReplyText& reply) {
  if (!reply) {
    reply_error(id, reply.error());
  } else if (!reply->empty() && connection_ != nullptr) {
    connection_->reply(reply_json(id, *reply));
  }
  flow_.end();
  close_if_due();
}

void Session::reply_error(std::string_view id, const Error& error) {
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

Task<ReplyText> Session::perform(SendCommand command) {
  chat::Outgoing outgoing = to_outgoing(std::move(command));
  const auto receipt = co_await services_.services.messages.send(caller_, std::move(outgoing));
  if (!receipt) co_return std::unexpected(receipt.error());
  co_return sent_reply(*receipt);
}

Task<ReplyText> Session::perform(EditCommand command) {
  std::string text = std::move(command.text.value);
  const auto result = co_await services_.services.changes.edit(
      caller_, {command.chat_id.value, command.seq.value}, std::move(text));
  co_return to_reply(result);
}

Task<ReplyText> Session::perform(DeleteCommand command) {
  const auto result = co_await services_.services.changes.erase(
      caller_, {command.chat_id.value, command.seq.value});
  co_return to_reply(result);
}

Task<ReplyText> Session::perform(ReactCommand command) {
  std::string emoji = std::move(command.emoji.value);
  const auto result = co_await services_.services.changes.react(
      caller_, {command.chat_id.value, command.seq.value}, std::move(emoji), true);
  co_return to_reply(result);
}

Task<ReplyText> Session::perform(UnreactCommand command) {
  std::string emoji = std::move(command.emoji.value);
  const auto result = co_await services_.services.changes.react(
      caller_, {command.chat_id.value, command.seq.value}, std::move(emoji), false);
  co_return to_reply(result);
}

Task<ReplyText> Session::perform(ReadCommand command) {
  const auto result = co_await services_.services.members.mark_read(caller_, command.chat_id.value,
                                                                    command.seq.value);
  co_return to_reply(result);
}

Task<ReplyText> Session::perform(TypingCommand command) {
  const ChatId chat = command.chat_id.value;
  const auto membership = co_await services_.services.members.membership(caller_, chat);
  if (!membership) co_return std::unexpected(membership.error());
  services_.hub.typing().typed(chat, caller_.user_id);
  co_return std::string();
}

Task<ReplyText> Session::perform(WatchCommand command) {
  if (connection_ == nullptr) co_return std::string();
  std::vector<UserId> users = std::move(command.user_ids.value);
  const auto result = co_await feed_->watch(std::move(users));
  co_return to_reply(result);
}

Task<ReplyText> Session::perform(UnwatchCommand command) {
  feed_->unwatch(command.user_ids.value);
  co_return ok_reply(std::vector<Presence>());
}

Task<ReplyText> Session::perform(RefreshCommand command) {
  const auto proof = services_.services.logins.examine(command.token.value);
  if (!proof) co_return std::unexpected(proof.error());
  if (proof->caller.user_id != caller_.user_id) {
    co_return fail(ErrorCode::not_yourself, "The token is another person's.");
  }
  caller_ = proof->caller;
  feed_->rebind(caller_.session_id);
  co_return refreshed_reply(proof->expires_in);
}

class PersonSocket final : public net::WsHandler {
 public:
  explicit PersonSocket(std::shared_ptr<Session> session) : session_(std::move(session)) {}

  void on_open(net::WsConnection& connection) override { session_->open(connection); }
  void on_text(std::string_view text) override { session_->on_text(text); }
  void finish(net::CloseCode code, std::string_view reason) override {
    session_->finish(code, reason);
  }
  void on_drained() override { session_->drained(); }
  void on_sweep(SteadyTime now) override { session_->sweep(now); }
  void on_close() override { session_->close(); }

 private:
  std::shared_ptr<Session> session_;
};

}  // namespace

std::unique_ptr<net::WsHandler> make_person_socket(const PersonSocketServices& services,
                                                   chat::Caller caller) {
  return std::make_unique<PersonSocket>(std::make_shared<Session>(services, caller));
}

}  // namespace asq::api
