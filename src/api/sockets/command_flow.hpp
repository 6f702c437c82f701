// What every socket that takes commands has in common: how many are under way, and how it ends with
// all of them answered.
//
// At most kMaxUnderWay are under way; with so many the socket is not read until half of them are
// answered. Who goes on over the limit after having been told is closed with 4429. Before that, or
// before any other end that can wait, all that is under way is answered: what was stored is known
// to its sender.
// Threads: the loop of its connection.
//
// The room sockets/ holds what a WebSocket says and hears: the two sockets, their commands and
// replies, and this. How a socket is opened is a route (routes/live.cpp), and its frames are
// net/'s.
#pragma once

#include <algorithm>
#include <chrono>
#include <exception>
#include <expected>
#include <memory>
#include <string_view>

#include "api/http/rate_limits.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "net/ws.hpp"

namespace asq::api {

// How much a socket sends over its limit: what was refused, forgotten as time passes. What was
// allowed in between makes no difference. Pure. Threads: value.
class FloodCount {
 public:
  static constexpr int kMost = 100;  // of refusals within about kWindow
  static constexpr std::chrono::seconds kWindow{10};

  // One more was refused. True: that is flooding.
  [[nodiscard]] bool add(SteadyTime now) {
    const std::chrono::duration<double> passed = now - as_of_;
    const double forgotten = passed / kWindow * kMost;
    level_ = std::max(0.0, level_ - std::max(0.0, forgotten)) + 1;
    as_of_ = now;
    return level_ > kMost;
  }

 private:
  double level_ = 0;
  SteadyTime as_of_;
};

class CommandFlow {
 public:
  static constexpr int kMaxUnderWay = 64;

  struct Ending {
    net::CloseCode code;
    std::string_view reason;  // a literal
  };

  void open(net::WsConnection& connection) { connection_ = &connection; }
  void close() { connection_ = nullptr; }

  // Starts a command, which calls end() when it has answered.
  void begin(Task<void> command);
  void end();
  // For a command over its limit: what to answer.
  [[nodiscard]] Error refuse(const Verdict& verdict);

  // For a command that threw: what to answer. The socket closes with 1011 when all are answered.
  [[nodiscard]] std::unexpected<Error> internal_error(const std::exception& exception);

  // Nothing more is to be begun. Of several endings the first one counts.
  void finish(net::CloseCode code, std::string_view reason);
  [[nodiscard]] bool finishing() const { return ending_ != nullptr; }
  // How to close now that nothing is under way; nullptr: not to be closed, or not yet.
  [[nodiscard]] const Ending* due() const;

 private:
  void pause();

  net::WsConnection* connection_ = nullptr;  // null once closed
  FloodCount flood_;
  int under_way_ = 0;
  bool paused_ = false;
  std::unique_ptr<Ending> ending_;  // rare: an idle socket pays for a pointer
};

}  // namespace asq::api
