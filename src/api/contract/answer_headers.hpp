// The header fields of answers that are part of the contract, and which status brings which.
// What every HTTP server says (Date, Content-Length), and what protects browsers, is not among
// them. Pure. Threads: any.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace asq::api {

inline constexpr std::string_view kRequestId = "X-Request-Id";
inline constexpr std::string_view kVersion = "X-ASQ-Version";
inline constexpr std::string_view kLimitMost = "RateLimit-Limit";
inline constexpr std::string_view kLimitLeft = "RateLimit-Remaining";
inline constexpr std::string_view kLimitReset = "RateLimit-Reset";
inline constexpr std::string_view kRetryAfter = "Retry-After";
inline constexpr std::string_view kChallenge = "WWW-Authenticate";
inline constexpr std::string_view kAllow = "Allow";
inline constexpr std::string_view kSetCookie = "Set-Cookie";
inline constexpr std::string_view kSubprotocol = "Sec-WebSocket-Protocol";

struct AnswerHeader {
  enum class Type : std::uint8_t { text, integer };
  std::string_view name;
  Type type = Type::text;
  bool always = false;  // wherever it is listed; else it may be left out
  std::string_view description;
};

[[nodiscard]] std::span<const AnswerHeader> answer_headers();

// 401 says how to show who one is.
[[nodiscard]] constexpr bool brings_challenge(int status) { return status == 401; }
// 429 and 503 say when to come again.
[[nodiscard]] constexpr bool brings_retry_after(int status) {
  return status == 429 || status == 503;
}

// What an answer of this status can have. `limited`: of a route that has a limit. The figures of
// the limit are missing where it is off, and where the request is refused before it is asked.
[[nodiscard]] std::vector<std::string_view> headers_of(int status, bool limited);

}  // namespace asq::api
