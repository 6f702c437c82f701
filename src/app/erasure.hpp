// Runs what is left to do for deleted accounts: they leave their groups in the background, on one
// loop, slice after slice (chat/group_leaving.hpp). Also what a crash has left.
// Threads: the loop's that sweeps it.
#pragma once

#include "chat/group_leaving.hpp"
#include "net/loop.hpp"

namespace asq::app {

class Erasure final : public net::Sweepable {
 public:
  // Both outlive it; `loop` is the one that sweeps it.
  Erasure(chat::GroupLeaving& leaving, net::Loop& loop) : leaving_(leaving), loop_(loop) {}
  void sweep(SteadyTime) override {
    if (leaving_.begin()) loop_.spawn(leaving_.run());
  }

 private:
  chat::GroupLeaving& leaving_;
  net::Loop& loop_;
};

}  // namespace asq::app
