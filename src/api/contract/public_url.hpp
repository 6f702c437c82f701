// What the server's public address means for what it says of itself. It is the setting
// `public_url`: "https://chat.example.com", or with a prefix "https://example.com/chat-server";
// never with a slash at its end, and empty where it is not set. Pure. Threads: any.
//
// A proxy that serves the server under a prefix takes it away before it passes a request on. So no
// request tells the server of the prefix: links on its pages are relative, and whatever can't be
// relative begins with this address.
#pragma once

#include <string>
#include <string_view>

namespace asq::api {

// "/chat-server"; empty without a prefix or without an address.
[[nodiscard]] std::string_view path_prefix(std::string_view public_url);

// "https://chat.example.com", without the prefix; empty without an address.
[[nodiscard]] std::string_view public_origin(std::string_view public_url);

// Where clients find `path` ("docs/errors"): below the address; without one `path` itself, which is
// relative to /docs and to /openapi.json.
[[nodiscard]] std::string public_link(std::string_view public_url, std::string_view path);

// Where people open an invitation: "https://chat.example.com/i/<token>"; without an address
// "/i/<token>", below whatever address the server has.
[[nodiscard]] std::string invite_link(std::string_view public_url, std::string_view token);

}  // namespace asq::api
