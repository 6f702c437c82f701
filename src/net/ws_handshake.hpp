// The opening handshake (RFC 6455 section 4.2). Pure. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace asq::net {

// What `head` asks for; nothing unless Upgrade names websocket. Faults are 426 for another version
// than 13, else 400: not a GET of HTTP/1.1, a body, no `Connection: Upgrade`, a key that is not 16
// bytes of Base64.
[[nodiscard]] std::optional<WsOffer> read_ws_offer(const HttpHead& head);

// Sec-WebSocket-Accept for that key.
[[nodiscard]] std::string ws_accept(std::string_view key);

// `list` has the token, case-insensitively, between commas (RFC 9110 section 5.6.1).
[[nodiscard]] bool has_token(std::string_view list, std::string_view token);

}  // namespace asq::net
