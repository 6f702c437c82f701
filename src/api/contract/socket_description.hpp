// What the document says of a socket in words: how to connect, what to send, why it is closed.
// OpenAPI knows no sockets, so /docs shows a reader nothing else of them. Pure. Threads: any.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/route.hpp"

namespace asq::api {

// A close code of a socket (RFC 6455 section 7.4).
struct SocketClose {
  int code = 0;
  std::string_view meaning = {};
  bool come_back = false;  // the client is to connect again
};

// Those of this socket, in ascending order.
[[nodiscard]] std::vector<SocketClose> closes_of(const Route& route);

// Markdown: the route's own description, and what follows from its row. `commands` go into that of
// a socket which takes them. `public_url`: where the server is, as in contract/public_url.hpp.
[[nodiscard]] std::string socket_description(const Route& route,
                                             std::span<const CommandShape> commands,
                                             std::string_view public_url);

}  // namespace asq::api
