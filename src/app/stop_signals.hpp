// The signals that end the server, taken when it has time for them.
// Threads: constructed by main before any other thread runs, so that all have them blocked; the
// rest by one thread at a time.
#pragma once

#include <signal.h>

#include <chrono>
#include <functional>
#include <stop_token>

namespace asq::app {

class StopSignals {
 public:
  // Ignores the signals that mean nothing to the server and would end it: SIGUSR1 and its like. The
  // table is in docs/operations.md.
  StopSignals();

  // Returns at SIGTERM or SIGINT, and at SIGHUP where stderr is a terminal; else that is ignored.
  // Calls `meanwhile` about every ten seconds.
  void wait(const std::function<void()>& meanwhile) const;
  // While the data is opened, which may take as long as an upgrade of the database. Ends the
  // process with 0 at a signal, unless `stop` comes first: nothing is served yet, and an upgrade
  // that was cut short is done again.
  void watch_over_start(const std::stop_token& stop) const;
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
