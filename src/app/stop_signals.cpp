#include "app/stop_signals.hpp"

#include <string.h>
#include <unistd.h>

#include "base/log.hpp"

namespace asq::app {
namespace {

// At a second signal nobody wants to wait, not even for a log that is read slowly.
constexpr std::chrono::milliseconds kAMoment{100};
constexpr timespec kSlice{0, 10'000'000};  // of a watch: it ends no sooner

// Only where nobody asks for something else: a profiler that came with the process may.
void ignore(int signal) {
  struct sigaction before{};
  if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) return;
  struct sigaction ignored{};
  ignored.sa_handler = SIG_IGN;
  ::sigaction(signal, &ignored, nullptr);
}

// Signals that mean nothing to the server and that would end it, or stop it (SIGTTOU: it writes to
// a terminal from the background). SIGXFSZ: the write fails instead, and says so.
void ignore_what_means_nothing() {
  for (const int signal : {SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGVTALRM, SIGPROF, SIGPOLL, SIGPWR,
                           SIGSTKFLT, SIGXFSZ, SIGTTIN, SIGTTOU}) {
    ignore(signal);
  }
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; ++signal) ignore(signal);
}

}  // namespace

StopSignals::StopSignals() {
  struct sigaction inherited{};
  ::sigaction(SIGHUP, nullptr, &inherited);
  hangup_stops_ = ::isatty(STDERR_FILENO) == 1 && inherited.sa_handler != SIG_IGN;
  ::sigemptyset(&set_);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set_, signal);
  ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  ignore_what_means_nothing();
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

void StopSignals::watch_over_start(const std::stop_token& stop) const {
  while (!stop.stop_requested()) {
    const int signal = ::sigtimedwait(&set_, nullptr, &kSlice);
    if (!stops(signal)) continue;
    log::info("stopped_at_start", {{"signal", ::sigabbrev_np(signal)}});
    log::flush(kAMoment);
    ::_exit(0);
  }
}

void StopSignals::watch_over_drain(const std::stop_token& stop,
                                   std::chrono::milliseconds patience) const {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!stop.stop_requested()) {
    const int signal = ::sigtimedwait(&set_, nullptr, &kSlice);
    if (stops(signal)) {
      log::warning("stopped_at_once", {{"signal", ::sigabbrev_np(signal)}});
      log::flush(kAMoment);
      ::_exit(128 + signal);
    }
    if (std::chrono::steady_clock::now() > until) {
      log::warning("stopped_late", {{"left_out", "the last checkpoint"}});
      log::flush(kAMoment);
      ::_exit(0);
    }
  }
}

}  // namespace asq::app
