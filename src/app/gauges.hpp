// The figures of /metrics that nobody counts as they happen: read once a second on a loop.
// Threads: the loop's.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/registry.h>

#include <cstdint>

#include "net/loop.hpp"
#include "net/server.hpp"

namespace asq::app {

class Gauges final : public net::Sweepable {
 public:
  // `server` and `registry` outlive the loop's run.
  Gauges(prometheus::Registry& registry, const net::Server& server, SteadyTime started);
  void sweep(SteadyTime now) override;

 private:
  const net::Server& server_;
  SteadyTime started_;
  prometheus::Gauge& sockets_;
  prometheus::Gauge& connections_;
  prometheus::Gauge& queued_frames_;
  prometheus::Gauge& uptime_;
  prometheus::Gauge& resident_;
  prometheus::Counter& log_lines_dropped_;
  std::uint64_t counted_dropped_ = 0;
};

}  // namespace asq::app
