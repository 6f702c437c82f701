#include "app/gauges.hpp"

#include <prometheus/gauge.h>

#include <chrono>

#include "app/process.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

prometheus::Gauge& gauge(prometheus::Registry& registry, const char* name, const char* help,
                         const prometheus::Labels& labels = {}) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
}

}  // namespace

Gauges::Gauges(prometheus::Registry& registry, const net::Server& server, SteadyTime started)
    : server_(server),
      started_(started),
      sockets_(gauge(registry, "asq_sockets", "Open WebSockets")),
      connections_(gauge(registry, "asq_connections", "Open connections, WebSockets included")),
      queued_frames_(gauge(registry, "asq_outbox_frames", "Frames that wait in all outboxes")),
      uptime_(gauge(registry, "asq_uptime_seconds", "Since the start of the process")),
      resident_(gauge(registry, "process_resident_memory_bytes", "Resident memory")),
      log_lines_dropped_(prometheus::BuildCounter()
                             .Name("asq_log_lines_dropped_total")
                             .Help("Lines of the log that nobody took in time")
                             .Register(registry)
                             .Add({})) {
  gauge(registry, "asq_build_info", "Always 1; the version is the label",
        {{"version", ASQ_VERSION}})
      .Set(1);
}

void Gauges::sweep(SteadyTime now) {
  sockets_.Set(static_cast<double>(server_.open_websockets()));
  connections_.Set(static_cast<double>(server_.open_connections()));
  queued_frames_.Set(static_cast<double>(server_.queued_frames()));
  uptime_.Set(std::chrono::duration<double>(now - started_).count());
  resident_.Set(static_cast<double>(resident_bytes()));
  const std::uint64_t dropped = log::lines_dropped();
  log_lines_dropped_.Increment(static_cast<double>(dropped - counted_dropped_));
  counted_dropped_ = dropped;
}

}  // namespace asq::app
