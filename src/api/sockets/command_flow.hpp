// What every socket that takes commands has in common: how many are under way, and how it ends with
// all of them answered.
//
// At most kMaxUnderWay are under way; with so many the socket is not read until half of them are
// answered. Who goes on over the limit after having been told is closed with 4429. Before that, or
// before any other end that can wait, all that is under way is answered: what was stored is known
// to its sender.
// Threads: the loop of its connection.
#pragma once

#include <memory>
#include <string_view>

#include "api/http/rate_limits.hpp"
#include "api/sockets/flood_count.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "net/ws.hpp"

namespace asq::api {

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
