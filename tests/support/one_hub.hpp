// A hub with what it shares with others, alone. Threads: the loop's.
#pragma once

#include "base/clock.hpp"
#include "bus/local_bus.hpp"
#include "net/loop.hpp"
#include "realtime/hub.hpp"
#include "store/store.hpp"

namespace asq::test {

struct OneHub {
  OneHub(store::Store& store, const Clock& clock, net::Loop& loop)
      : presence(bus, clock), typing(bus, clock), hub({store, presence, typing}, loop) {}

  bus::LocalBus bus;
  realtime::PresenceTracker presence;
  realtime::TypingNotices typing;
  realtime::Hub hub;
};

}  // namespace asq::test
