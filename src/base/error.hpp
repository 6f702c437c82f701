// Failure as a value from one closed list.
//
// Every verb that can fail returns Result<T>. An Error says two things that never mix: what the
// caller may hear (code, detail, fields) and what only the log may hear (LogText). HTTP statuses,
// close codes and public sentences of the codes are in api/contract/error_table. Threads: values,
// no shared state.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asq {

// The stable codes of the contract. The name on the wire is error_name(code): the same words as
// here.
enum class ErrorCode : std::uint8_t {
  // the request as such
  bad_request,             // 400: HTTP or JSON that can't be read
  malformed_json,          // 400
  invalid,                 // 422: well-formed, wrong shape or value; names every bad field
  unsupported_media_type,  // 415
  body_too_large,          // 413
  route_not_found,         // 404
  method_not_allowed,      // 405, with Allow
  // who is asking
  unauthenticated,      // 401: no, malformed, expired or revoked token
  invalid_credentials,  // 401 on /chat/token
  not_yourself,         // 403: a body field names another caller than the token
  forbidden,            // 403: a member, but not entitled
  left_before,          // 403: whom one would add was in the group before; only admins may
  registration_closed,  // 403
  origin_not_allowed,   // 403: a browser origin outside the configured list
  // what is asked for
  user_not_found,      // 404
  chat_not_found,      // 404: no such chat, or the caller is not in it
  session_not_found,   // 404
  message_not_found,   // 404: the chat has no message of that number
  member_not_found,    // 404: that person is not in the chat
  invite_not_found,    // 404: no token of this database
  invite_over,         // 410: it has expired, is used up or was ended
  reset_not_found,     // 404: no link to set a new password with has that token
  reset_over,          // 410: one had, and is good for nothing any more
  email_taken,         // 409
  handle_taken,        // 409: somebody has it, or it rests, or it is reserved
  self_chat,           // 422: a direct chat with oneself
  client_id_reused,    // 409: other content under a known client_id
  seq_from_future,     // 409: since_seq beyond the last message
  direct_chat,         // 409: a direct chat always has its two members, both of them just that
  message_deleted,     // 409: a tombstone can't be edited, nor reacted to
  too_many_reactions,  // 409: as many different emoji as one message can have
  too_many_chats,      // 409: as many chats that one made or joined oneself as one can have
  too_many_sessions,   // 409: every session that the account may have is in use
  too_many_invites,    // 409: as many live invitations as a group, or a person, can have
  // sockets only
  unknown_command,  // 422: no command of that name
  hello_first,      // 409: a command before hello; 4408 when none comes in time
  // not now
  rate_limited,         // 429, with retry_after
  login_queue_full,     // 503, with retry_after: the password pool is full
  overloaded,           // 503, with retry_after: a bounded queue is full
  shutting_down,        // 503
  storage_full,         // 507: no room on disk; nothing stored
  storage_unavailable,  // 503: the store can't answer; safe to retry with the same client_id
  internal,             // 500
};

inline constexpr int kErrorCodeCount = static_cast<int>(ErrorCode::internal) + 1;

// "chat_not_found", ... Stable for ever.
[[nodiscard]] std::string_view error_name(ErrorCode code);

// A bad field of a request: its path as the client wrote it ("participant_ids[3]") and one human
// sentence that can stand beside the field's label: whole, with a capital and a full stop. The
// field itself is "this".
struct FieldError {
  std::string field;
  std::string message;
  bool operator==(const FieldError&) const = default;
};

// Text for the log only. A type of its own, so that it can't be sent to a client by mistake.
struct LogText {
  std::string text;
};

struct Error {
  ErrorCode code = ErrorCode::internal;
  std::string detail;                               // public; empty: the code's own sentence
  std::vector<FieldError> fields;                   // public; only with `invalid`
  std::optional<std::chrono::seconds> retry_after;  // public
  LogText log;                                      // never leaves the log

  Error() = default;
  explicit Error(ErrorCode error_code) : code(error_code) {}
  Error(ErrorCode error_code, std::string public_detail)
      : code(error_code), detail(std::move(public_detail)) {}
};

template <class T>
using Result = std::expected<T, Error>;

// return fail(ErrorCode::chat_not_found);
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code) {
  return std::unexpected(Error(code));
}
[[nodiscard]] inline std::unexpected<Error> fail(ErrorCode code, std::string detail) {
  return std::unexpected(Error(code, std::move(detail)));
}
// 422 with the fields at fault.
[[nodiscard]] inline std::unexpected<Error> fail(std::vector<FieldError> fields) {
  Error error(ErrorCode::invalid);
  error.fields = std::move(fields);
  return std::unexpected(std::move(error));
}
// A failure whose cause only the log may know.
[[nodiscard]] inline std::unexpected<Error> fail_internally(ErrorCode code, std::string cause) {
  Error error(code);
  error.log.text = std::move(cause);
  return std::unexpected(std::move(error));
}

}  // namespace asq
