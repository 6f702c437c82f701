// Tells sockets that their session has expired: nobody else would, for nothing happens then.
// Threads: the loop's.
#pragma once

#include "net/loop.hpp"
#include "store/store.hpp"

namespace asq::app {

class SessionExpiry final : public net::Sweepable {
 public:
  // Both outlive the loop's run.
  SessionExpiry(net::Loop& loop, store::SessionStore& sessions)
      : loop_(loop), sessions_(sessions) {}
  void sweep(SteadyTime now) override;

 private:
  net::Loop& loop_;
  store::SessionStore& sessions_;
};

}  // namespace asq::app
