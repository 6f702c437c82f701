// What the HTTP side of net/ hands out and takes back. No route, no JSON, no rule of the product is
// known here. Threads: values; an HttpHandler is called on the loop of the connection, from all
// loops at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/task.hpp"
#include "net/held_bytes.hpp"
#include "net/ws.hpp"

namespace asq::net {

class Loop;

struct Header {
  std::string name;  // as received
  std::string value;
};

// What a header with `Upgrade: websocket` asks for (RFC 6455 section 4.2.1, read by
// net/ws_handshake). The handler answers a faulty one itself, with `status`; 426 goes with
// `Sec-WebSocket-Version: 13`. An HttpUpgrade for a faulty or missing one is refused with 426.
struct WsOffer {
  int status = 101;    // 101: can be accepted; else 400 or 426
  std::string reason;  // of a fault: one public sentence
  std::string accept;  // the Sec-WebSocket-Accept of the answer; net/ sends it
  [[nodiscard]] bool valid() const { return status == 101; }
};

// A complete, strictly checked request header (RFC 9112 as net/http_strict reads it).
struct HttpHead {
  std::string method;     // "GET": a token; any method the parser knows
  std::string path;       // the target's path, still percent-encoded; begins with '/'
  std::string query;      // behind '?', still percent-encoded; may be empty
  int minor_version = 1;  // HTTP/1.0 or HTTP/1.1
  std::vector<Header> headers;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  std::string peer_address;  // numeric, without port
  std::string local_host;    // the Host field, or the target's authority; empty on 1.0 without
  std::optional<WsOffer> websocket;  // present if Upgrade names websocket

  // First field of that name, case-insensitively; nullptr if absent.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  // All fields of that name.
  [[nodiscard]] std::vector<std::string_view> find_all(std::string_view name) const;
  [[nodiscard]] bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

struct HttpResponse {
  int status = 200;
  std::vector<Header> headers;  // without Content-Length, Connection, Date: net/ sets these
  // Shared, so that a constant answer is not copied.
  std::shared_ptr<const std::string> body;
  bool close = false;  // close the connection after this answer
};

// 101: the connection becomes a WebSocket of this handler.
struct HttpUpgrade {
  std::vector<Header> headers;  // X-Request-Id, Sec-WebSocket-Protocol
  std::unique_ptr<WsHandler> handler;
  Holder holder;  // as of its HttpExchange
};

using HttpReply = std::variant<HttpResponse, HttpUpgrade>;

// One request under way, made by the handler when it has seen the header.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;
  // Whom its bytes are held for. Address 0: the peer's own.
  [[nodiscard]] virtual Holder holder() const { return {}; }
  // How much body it takes; more is 413 through refuse_body_too_large().
  [[nodiscard]] virtual std::uint64_t body_limit() const = 0;
  // False: the body is of no interest. It is counted against body_limit() and forgotten as it
  // comes, and run() is given none.
  [[nodiscard]] virtual bool wants_body() const = 0;
  // The whole body has been read. Runs on `loop`; called once.
  virtual Task<HttpReply> run(Loop& loop, std::string body) = 0;
  // The answer for a body over body_limit(). Called instead of run().
  virtual HttpResponse refuse_body_too_large() = 0;
  // The answer for a body that can't be read: 400, or 408 where it comes too slowly, after which
  // the connection closes; 429 or 503 where there is no room for it. Called instead of run().
  // `reason`: one public sentence.
  virtual HttpResponse refuse_body(int status, std::string_view reason) = 0;
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;
  // Sees the header before any of the body is read: a refusal (no such route, no valid token, wrong
  // media type), or the exchange that goes on. After a refusal net/ drops the body within limits
  // and keeps the connection if it can.
  virtual std::variant<HttpResponse, std::unique_ptr<HttpExchange>> begin(HttpHead head) = 0;
  // The answer to what the strict layer or the parser refused, before there is an exchange; the
  // connection closes after it. `status`: 400, 408, 413, 414, 417, 426, 431, 501, 505; 429 and 503
  // where a share or the server is used up; 500 when run() or begin() threw. `reason`: one public
  // sentence.
  virtual HttpResponse refuse(int status, std::string_view reason) = 0;
};

}  // namespace asq::net
