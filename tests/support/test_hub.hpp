// A hub with all that it needs, on a loop of the test's.
#pragma once

#include "bus/local_bus.hpp"
#include "realtime/hub.hpp"

namespace asq::test {

struct TestHub {
  TestHub(store::Store& store, net::Loop& loop, const Clock& clock)
      : presence(bus, clock),
        typing(bus, clock),
        sockets(presence, 0),
        hub({store, presence, typing, audience, sockets}, loop) {}

  bus::LocalBus bus;
  realtime::PresenceTracker presence;
  realtime::TypingNotices typing;
  realtime::Audience audience;
  realtime::AccountSockets sockets;
  realtime::Hub hub;
};

}  // namespace asq::test
