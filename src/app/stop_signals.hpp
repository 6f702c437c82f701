// The signals that end the server, taken when it has time for them.
// Threads: constructed by main before any other thread runs, so that all have them blocked; wait()
// and watch_over_drain() by one thread at a time.
#pragma once

#include <signal.h>

#include <chrono>
#include <functional>
#include <stop_token>

namespace asq::app {

class StopSignals {
 public:
  StopSignals();

  // Returns at SIGTERM or SIGINT, and at SIGHUP where stderr is a terminal; else that is ignored.
  // Calls `meanwhile` about every ten seconds.
  void wait(const std::function<void()>& meanwhile) const;
  // Ends the process, unless `stop` comes first: at a second signal at once, with 128 and its
  // number; after `patience` with 0, for what is acknowledged is on disk, and what a last
  // checkpoint would have moved the next start finds where it is.
  void watch_over_drain(const std::stop_token& stop, std::chrono::milliseconds patience) const;

 private:
  [[nodiscard]] bool stops(int signal) const;

  sigset_t set_{};
  bool hangup_stops_ = false;
};

}  // namespace asq::app
