#include "app/serve.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <expected>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "app/complain.hpp"
#include "app/node.hpp"
#include "app/process.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

using std::chrono::milliseconds;

// The signals that this program takes when it has time for them; blocked in all threads.
struct Signals {
  Signals() {
    struct sigaction inherited{};
    ::sigaction(SIGHUP, nullptr, &inherited);
    hangup_stops = ::isatty(STDERR_FILENO) == 1 && inherited.sa_handler != SIG_IGN;
    ::sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&set, signal);
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  }
  [[nodiscard]] bool stops(int signal) const {
    return signal == SIGTERM || signal == SIGINT || (signal == SIGHUP && hangup_stops);
  }

  sigset_t set{};
  bool hangup_stops = false;
};

void wait_for_stop(const Signals& signals) {
  constexpr timespec kMeanwhile{10, 0};
  while (true) {
    const int signal = ::sigtimedwait(&signals.set, nullptr, &kMeanwhile);
    if (signal < 0) give_back_memory();
    if (signals.stops(signal)) {
      log::info("stopping", {{"signal", ::sigabbrev_np(signal)}});
      return;
    }
    if (signal == SIGHUP) log::info("hangup_ignored");
  }
}

// Ends the process at a second signal, or when the drain takes too long: what is acknowledged is on
// disk all the same.
void watch_over_drain(const std::stop_token& stop, const Signals& signals, milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!stop.stop_requested()) {
    constexpr timespec kSlice{0, 50'000'000};
    const int signal = ::sigtimedwait(&signals.set, nullptr, &kSlice);
    if (signals.stops(signal)) {
      log::warning("stopped_at_once", {{"signal", ::sigabbrev_np(signal)}});
      ::_exit(128 + signal);
    }
    if (std::chrono::steady_clock::now() > until) {
      log::error("drain_too_slow");
      ::_exit(kExitSoftware);
    }
  }
}

// Where a browser on this machine finds it.
std::string browser_url(const Endpoint& endpoint) {
  Endpoint shown = endpoint;
  if (shown.host == "0.0.0.0") shown.host = "127.0.0.1";
  if (shown.host == "::") shown.host = "::1";
  return "http://" + format_endpoint(shown);
}

void announce(const Settings& settings, const Node& node, std::uint16_t port) {
  const Endpoint endpoint{settings.listen.host, port};
  const std::string docs = browser_url(endpoint) + "/docs";
  const std::string data = node.directory().path().string();
  const bool text = settings.log_format == log::Format::text ||
                    (settings.log_format == log::Format::automatic && ::isatty(STDERR_FILENO) == 1);
  if (!text) {
    log::write(log::Level::info, "server_started",
               {{"listen", format_endpoint(endpoint)},
                {"data", data},
                {"docs", docs},
                {"loops", node.loops()},
                {"version", ASQ_VERSION},
                {"pid", ::getpid()}});
    return;
  }
  say(fmt::format("ASQ Chat {}\n  listens on  http://{}\n  data in     {}\n  docs at     {}\n",
                  ASQ_VERSION, format_endpoint(endpoint), data, docs));
}

struct Started {
  std::unique_ptr<Node> node;
  std::uint16_t port = 0;
};

// What the system refuses while threads and descriptors are made comes as an exception; a start
// that is refused is a sentence all the same.
std::expected<Started, std::string> start(const Settings& settings) {
  try {
    auto node = Node::open(settings);
    if (!node) return std::unexpected(std::move(node.error()));
    const auto port = (*node)->start();
    if (!port) return std::unexpected(port.error());
    return Started{std::move(*node), *port};
  } catch (const std::exception& error) {
    return std::unexpected(fmt::format("the server can't start: {}", error.what()));
  }
}

}  // namespace

int serve(const Settings& settings) {
  constexpr milliseconds kForTheDisk{2500};  // after the drain: the last commit and checkpoint
  log::configure(settings.log_level, settings.log_format);
  const Signals signals;
  auto started = start(settings);
  if (!started) return complain(started.error());
  announce(settings, *started->node, started->port);
  wait_for_stop(signals);
  std::jthread watch([&](const std::stop_token& stop) {
    watch_over_drain(stop, signals, settings.drain_timeout + kForTheDisk);
  });
  started->node.reset();
  watch.request_stop();
  watch.join();
  log::info("stopped");
  return 0;
}

}  // namespace asq::app
