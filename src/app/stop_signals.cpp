#include "app/stop_signals.hpp"

#include <string.h>
#include <unistd.h>

#include "base/log.hpp"

namespace asq::app {

StopSignals::StopSignals() {
  struct sigaction inherited{};
  ::sigaction(SIGHUP, nullptr, &inherited);
  hangup_stops_ = ::isatty(STDERR_FILENO) == 1 && inherited.sa_handler != SIG_IGN;
  ::sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set_, signal);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool StopSignals::stops(int signal) const {
  return signal == SIGTERM || signal == SIGINT || (signal == SIGHUP && hangup_stops_);
}

void StopSignals::wait(const std::function<void()>& meanwhile) const {
  constexpr timespec kMeanwhile{10, 0};
  while (true) {
    const int signal = ::sigtimedwait(&set_, nullptr, &kMeanwhile);
    if (signal < 0) meanwhile();
    if (stops(signal)) {
      log::info("stopping", {{"signal", ::sigabbrev_np(signal)}});
      return;
    }
    if (signal == SIGHUP) log::info("hangup_ignored");
  }
}

void StopSignals::watch_over_drain(const std::stop_token& stop,
                                   std::chrono::milliseconds patience) const {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!stop.stop_requested()) {
    constexpr timespec kSlice{0, 50'000'000};
    const int signal = ::sigtimedwait(&set_, nullptr, &kSlice);
    if (stops(signal)) {
      log::warning("stopped_at_once", {{"signal", ::sigabbrev_np(signal)}});
      ::_exit(128 + signal);
    }
    if (std::chrono::steady_clock::now() > until) {
      log::warning("stopped_late", {{"left_out", "the last checkpoint"}});
      ::_exit(0);
    }
  }
}

}  // namespace asq::app
