// Where a request carries its access token (RFC 6750). Pure. Threads: any.
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/http.hpp"

namespace asq::api {

struct ShownToken {
  std::string token;         // empty: none, or none that can be read
  bool shown = false;        // a bearer token was shown, however badly
  std::string_view trouble;  // why it can't be read: one public sentence
};

// Exactly one `Authorization: Bearer <token>`.
[[nodiscard]] ShownToken bearer_token(const net::HttpHead& head);
// For a socket, the first of: Authorization, the subprotocol `bearer.<token>`, `?token=`.
[[nodiscard]] ShownToken socket_token(const net::HttpHead& head);

// The subprotocols that a socket's client offers include `asq`.
[[nodiscard]] bool offers_asq_protocol(const net::HttpHead& head);

}  // namespace asq::api
