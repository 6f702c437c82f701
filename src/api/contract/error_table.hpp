// The closed list of error codes, as the public meets them: one row per ErrorCode.
// Pure. Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "net/ws.hpp"

namespace asq::api {

struct ErrorRow {
  ErrorCode code = ErrorCode::internal;
  int status = 500;                     // HTTP
  std::optional<net::CloseCode> close;  // where it ends a socket
  std::string_view title;               // of the problem type; never varies
  std::string_view sentence;            // the detail where an Error brings none of its own
  bool retryable = false;               // the same request may succeed later
};

// In the order of ErrorCode, one row for each.
[[nodiscard]] std::span<const ErrorRow> error_table();
[[nodiscard]] const ErrorRow& error_row(ErrorCode code);

// What the client hears: the error's own detail, else the code's sentence.
[[nodiscard]] std::string_view public_detail(const Error& error);

// "Not Found" (RFC 9110); empty for a status this server never sends.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace asq::api
