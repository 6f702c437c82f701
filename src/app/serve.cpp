#include "app/serve.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <exception>
#include <expected>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "app/complain.hpp"
#include "app/data_directory.hpp"
#include "app/node.hpp"
#include "app/process.hpp"
#include "app/stop_signals.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

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

// Not refused: whoever has started it so until now goes on.
void warn_of_others(const DataDirectory& directory) {
  if (!directory.open_to_others()) return;
  log::warning("data_directory_open_to_others",
               {{"data", directory.path().string()},
                {"cause", "other users can write to it; fix that with chmod 0700"}});
}

struct Started {
  std::unique_ptr<Node> node;
  std::uint16_t port = 0;
};

// With its last words. Returns the exit status.
int refuse(const std::string& sentence) {
  const int status = complain(sentence);
  log::flush(log::kLastWords);
  return status;
}

// What may take long is over when it returns. From then on a signal waits for the drain.
std::expected<std::unique_ptr<Node>, std::string> open_watched(const Settings& settings,
                                                               const StopSignals& signals) {
  const std::jthread watch([&](const std::stop_token& stop) { signals.watch_over_start(stop); });
  return Node::open(settings);
}

// What the system refuses while threads and descriptors are made comes as an exception; a start
// that is refused is a sentence all the same.
std::expected<Started, std::string> start(const Settings& settings, const StopSignals& signals) {
  try {
    log::write_in_background();
    auto node = open_watched(settings, signals);
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
  // After the drain: the last commit, the last checkpoint, the last lines of the log.
  constexpr std::chrono::milliseconds kForTheDisk{2000};
  log::configure(settings.log_level, settings.log_format);
  const StopSignals signals;
  auto started = start(settings, signals);
  if (!started) return refuse(started.error());
  announce(settings, *started->node, started->port);
  warn_of_others(started->node->directory());
  signals.wait(give_back_memory);
  std::jthread watch([&](const std::stop_token& stop) {
    signals.watch_over_drain(stop, settings.drain_timeout + kForTheDisk);
  });
  started->node.reset();
  log::info("stopped");
  log::flush(log::kLastWords);
  watch.request_stop();
  watch.join();
  return 0;
}

}  // namespace asq::app
