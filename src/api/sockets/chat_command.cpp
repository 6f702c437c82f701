// Stop 2 of docs/life-of-a-message.md.
//   before: api/sockets/chat_socket.cpp      after: chat/send_message.cpp
#include "api/sockets/chat_command.hpp"

#include <boost/describe/class.hpp>
#include <utility>

#include "api/contract/decode.hpp"
#include "api/contract/error_table.hpp"
#include "api/contract/problem.hpp"
#include "api/contract/requests.hpp"
#include "api/sockets/json_input.hpp"
#include "base/json.hpp"

namespace asq::api {
namespace {

struct SocketMessageRequest {
  std::optional<Identifier<ChatId>> chat_id;
  CallerId sender_id;
  Text<1, kMaxMessageCharacters> text;
  std::optional<ClientId> client_id;
  std::optional<Identifier<Seq>> reply_to;
};
BOOST_DESCRIBE_STRUCT(SocketMessageRequest, (), (chat_id, sender_id, text, client_id, reply_to))

using Request = Decoded<SocketMessageRequest>;

// The same refusals, in the same order, as a route with these fields would give.
std::optional<Error> refusal_of(Request& decoded, UserId caller, ChatId chat) {
  const auto& named = decoded.value.chat_id;
  if (named && named->value != chat) {
    Error error = decoded.refusal.value_or(Error(ErrorCode::invalid));
    error.fields.push_back({"chat_id", "This must be the id of the chat that this socket is for."});
    return error;
  }
  if (decoded.refusal) return std::move(decoded.refusal);
  return names_somebody_else(decoded.value, caller);
}

}  // namespace

SocketMessage decode_socket_message(std::string_view json, UserId caller, ChatId chat) {
  SocketMessage message;
  const JsonInput read(json);
  if (read.refusal()) {
    message.refusal = read.refusal();
    return message;
  }
  Request decoded = decode<SocketMessageRequest>(read.input());
  message.refusal = refusal_of(decoded, caller, chat);
  message.text = std::move(decoded.value.text.value);
  if (decoded.value.client_id) message.client_id = std::move(decoded.value.client_id->value);
  if (decoded.value.reply_to) message.reply_to = decoded.value.reply_to->value;
  return message;
}

std::string socket_error_json(const Error& error, const std::optional<std::string>& client_id) {
  std::string out = "{\"error\":";
  append_json_string(out, public_detail(error));
  out += ",\"code\":";
  append_json_string(out, error_name(error.code));
  if (client_id) {
    out += ",\"client_id\":";
    append_json_string(out, *client_id);
  }
  if (!error.fields.empty()) append_field_errors(out, error.fields);
  if (error.retry_after) {
    out += ",\"retry_after\":" + std::to_string(error.retry_after->count());
  }
  return out + '}';
}

}  // namespace asq::api
