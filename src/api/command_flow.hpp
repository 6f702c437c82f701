// What every socket that takes commands has in common: how many are under way, and the end of one
// that floods.
//
// At most kMaxUnderWay are under way; with so many the socket is not read until half of them are
// answered. Who goes on over the limit after having been told is closed with 4429, when all that is
// under way has been answered: what was stored is known to its sender.
// Threads: the loop of its connection.
#pragma once

#include "api/flood_count.hpp"
#include "api/rate_limits.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "net/ws.hpp"

namespace asq::api {

class CommandFlow {
 public:
  static constexpr int kMaxUnderWay = 64;

  void open(net::WsConnection& connection) { connection_ = &connection; }
  void close() { connection_ = nullptr; }

  // Starts a command, which calls end() when it has answered.
  void begin(Task<void> command);
  void end();
  // For a command over its limit: what to answer. Afterwards begin(), or answered() if it has been
  // answered at once.
  [[nodiscard]] Error refuse(const Verdict& verdict);
  void answered();

  [[nodiscard]] int under_way() const { return under_way_; }

 private:
  void pause();

  net::WsConnection* connection_ = nullptr;  // null once closed
  FloodCount flood_;
  int under_way_ = 0;
  bool paused_ = false;
  bool flooding_ = false;  // rate_limited has been answered before, and it goes on
};

}  // namespace asq::api
