#include "app/session_expiry.hpp"

#include <utility>
#include <vector>

namespace asq::app {
namespace {

constexpr std::size_t kPerSweep = 1'000;

}  // namespace

// Every node sees an expiry by its own clock, so the event passes and takes no position.
void SessionExpiry::sweep(SteadyTime) {
  std::vector<Change> expired;
  for (const SessionEnded& session : memory_.take_expired(kPerSweep)) expired.emplace_back(session);
  if (!expired.empty()) bus_.publish(passing(std::move(expired)));
}

}  // namespace asq::app
