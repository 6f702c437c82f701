// Listeners on every loop, and the connections behind them.
// Threads: start() and drain() from the main thread, start() before or while the loops run, drain()
// while they run; destroyed when they no longer do, and before them. The counts from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "net/http.hpp"
#include "net/loop.hpp"

namespace asq::net {

struct ServerLimits {
  std::size_t max_header_bytes = 16 * 1024;
  std::size_t max_header_fields = 64;
  std::size_t max_request_line_bytes = 8000;
  std::chrono::seconds header_timeout{10};
  std::chrono::seconds keep_alive_idle{60};
  // In each `header_timeout` that a body takes, and for all of it.
  std::size_t min_body_bytes_per_second = 256;
  std::chrono::seconds body_timeout{120};
  // In each `stalled_after` for which an answer waits for its reader.
  std::size_t min_answer_bytes_per_second = 4096;
  std::uint64_t max_dropped_body = 8 * 1024 * 1024;  // read and dropped after a refusal
  std::chrono::seconds max_drop_time{5};
  // Connections that have not sent one complete header yet; 0: no bound.
  int max_unproven_per_address = 1024;
  std::size_t max_message_bytes = 256 * 1024;
  int max_fragments = 64;
  std::chrono::seconds message_timeout{30};  // from the first fragment to the last
  std::chrono::seconds ping_after{25};       // of silence
  std::chrono::seconds close_after{60};      // without an answer
  std::chrono::seconds stalled_after{30};    // nothing read by the peer with a full outbox: 4408
  std::chrono::seconds close_timeout{5};     // from our close frame to the end of the connection
  std::size_t outbox_frames = 1024;
  std::size_t outbox_bytes = 1024 * 1024;  // whichever bound is met first
};

class Server {
 public:
  // `held`: shared with the handler if that asks before it reads more for somebody; else the
  // server counts by itself, with the default bounds.
  Server(std::vector<Loop*> loops, HttpHandler& handler, const ServerLimits& limits,
         std::shared_ptr<HeldBytes> held = nullptr);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens on all addresses of `host` that this machine has, with every loop, as
  // net/listening_sockets says. Port 0 takes any. On failure the sentence for the operator. Returns
  // the port.
  [[nodiscard]] std::expected<std::uint16_t, std::string> start(const std::string& host,
                                                                std::uint16_t port);
  // After start(): others than this machine can reach it, on one of its addresses at least.
  [[nodiscard]] bool beyond_loopback() const;
  // Stops accepting, lets what is under way be answered, closes sockets with 1012; returns when all
  // are gone or at the deadline. Blocks; the loops go on running.
  void drain(std::chrono::milliseconds deadline);

  [[nodiscard]] std::int64_t open_connections() const;  // HTTP and WebSocket
  [[nodiscard]] std::int64_t open_websockets() const;
  [[nodiscard]] std::int64_t queued_frames() const;  // in all outboxes, as of the last sweep

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace asq::net
