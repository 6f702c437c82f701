// Has the log tell how many lines about accounts it left out (chat/account_log.hpp).
// Threads: the loop's that sweeps it.
#pragma once

#include "chat/account_log.hpp"
#include "net/loop.hpp"

namespace asq::app {

class LeftOutLines final : public net::Sweepable {
 public:
  // It outlives this.
  explicit LeftOutLines(chat::AccountLog& log) : log_(log) {}
  void sweep(SteadyTime now) override { log_.tell_left_out(now); }

 private:
  chat::AccountLog& log_;
};

}  // namespace asq::app
