// Pages of other origins: CORS for HTTP, and who may open a socket. Both by one list.
// Pure. Threads: immutable after construction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace asq::api {

class Origins {
 public:
  // "https://chat.example"; "*" is any. Empty: CORS is off, and sockets open from everywhere.
  explicit Origins(std::vector<std::string> allowed) : allowed_(std::move(allowed)) {}

  // A socket may be opened: no list, no Origin (no browser), the server's own origin, or a listed
  // one.
  [[nodiscard]] bool may_open_socket(const net::HttpHead& head) const;

  // What an answer to this request says to a browser; nothing without a list.
  void append_headers(std::vector<net::Header>& headers, const std::string* origin) const;
  // The same for a preflight request.
  void append_preflight(std::vector<net::Header>& headers, const std::string* origin,
                        std::string_view methods) const;

  [[nodiscard]] bool any() const { return !allowed_.empty(); }

 private:
  [[nodiscard]] bool lists(std::string_view origin) const;
  std::vector<std::string> allowed_;
};

}  // namespace asq::api
