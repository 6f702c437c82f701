// Pages of other origins: CORS for HTTP, and who may open a socket. Both by one list.
// Pure. Threads: immutable after construction.
//
// Access-Control-Allow-Credentials is never sent, so a page gets nothing for what the browser holds
// of a person, only for a token of its own. This is what protects. The header fields that a page of
// a listed origin may send are therefore not restricted.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace asq::api {

class Origins {
 public:
  // "https://chat.example", "capacitor://localhost", "null"; "*" is any. Compared as
  // normalized_origin(). Empty: CORS is off, and sockets open from everywhere.
  // `own`: the server's own origin, as far as it is known; what a request is for (Host) counts as
  // its own, too.
  explicit Origins(std::vector<std::string> allowed, std::string_view own = {});

  // What the list may hold, for the configuration to ask before.
  [[nodiscard]] static bool well_formed(std::string_view item);

  // A socket may be opened: no list, no Origin (no browser), the server's own origin, or a listed
  // one.
  [[nodiscard]] bool may_open_socket(const net::HttpHead& head) const;

  // What an answer to this request says to a browser; nothing without a list.
  void append_headers(std::vector<net::Header>& headers, const std::string* origin) const;
  // The same for a preflight request. All header fields that it asks for are granted, and all
  // methods that there are: a page can read 405 only if it may send what it gets it for.
  void append_preflight(std::vector<net::Header>& headers, const net::HttpHead& head) const;
  // A preflight request of a page that is listed.
  [[nodiscard]] bool grants(const net::HttpHead& head) const;

  // The origin of a page that its browser will keep from this request, for the log: normalised, and
  // "(no origin)" if it is none. Empty: nothing is refused. Without a list only a preflight tells
  // that a page is another's.
  [[nodiscard]] std::string refused(const net::HttpHead& head) const;

  [[nodiscard]] bool any() const { return !allowed_.empty(); }

 private:
  [[nodiscard]] bool lists(std::string_view origin) const;
  // The server's own, or listed.
  [[nodiscard]] bool welcomes(std::string_view origin, std::string_view host) const;

  std::vector<std::string> allowed_;  // normalised
  std::string own_;                   // normalised; empty: not known
};

}  // namespace asq::api
