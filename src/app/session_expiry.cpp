#include "app/session_expiry.hpp"

namespace asq::app {
namespace {

constexpr std::size_t kPerSweep = 1'000;

}  // namespace

// Every node sees an expiry by its own clock, so the event passes and takes no position.
void SessionExpiry::sweep(SteadyTime) {
  for (const SessionEnded& expired : memory_.take_expired(kPerSweep)) {
    bus_.publish(passing(expired));
  }
}

}  // namespace asq::app
