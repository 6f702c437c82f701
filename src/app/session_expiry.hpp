// Tells sockets that their session has expired: nobody else would, because nothing happens then.
// Threads: the loop's that sweeps it.
#pragma once

#include "bus/bus.hpp"
#include "net/loop.hpp"
#include "store/memory.hpp"

namespace asq::app {

class SessionExpiry final : public net::Sweepable {
 public:
  // Both outlive it.
  SessionExpiry(store::Memory& memory, bus::Bus& bus) : memory_(memory), bus_(bus) {}
  void sweep(SteadyTime now) override;

 private:
  store::Memory& memory_;
  bus::Bus& bus_;
};

}  // namespace asq::app
