// What a client says on a chat's socket, decoded and validated; and what it hears when that was
// wrong. Pure. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "model/ids.hpp"

namespace asq::api {

// {"chat_id"?, "sender_id"?, "text", "client_id"?, "reply_to"?}
struct SocketMessage {
  std::string text;                      // as far as it could be read, also of a refused one
  std::optional<std::string> client_id;  // only if it is usable as one
  std::optional<Seq> reply_to;           // the same
  std::optional<Error> refusal;          // malformed_json, invalid (all bad fields), not_yourself
};

// `caller` and `chat`: what sender_id and chat_id must be if present.
[[nodiscard]] SocketMessage decode_socket_message(std::string_view json, UserId caller,
                                                  ChatId chat);

// {"error": "<detail>", "code": "...", "client_id"?, "errors"?, "retry_after"?}
[[nodiscard]] std::string socket_error_json(const Error& error,
                                            const std::optional<std::string>& client_id);

}  // namespace asq::api
