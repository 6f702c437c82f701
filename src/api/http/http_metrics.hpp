// Requests by route and status, and how long they took. A route's label is its pattern, never the
// path of a request. Threads: any.
#pragma once

#include <prometheus/registry.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "api/contract/route.hpp"

namespace asq::api {

class HttpMetrics {
 public:
  HttpMetrics(prometheus::Registry& registry, std::span<const Route> table);

  // `route`: a row of the table, or nullptr for a request that none fits.
  void count(const Route* route, int status, std::chrono::duration<double> took);

 private:
  struct Entry {
    std::string method;
    std::string pattern;
    prometheus::Histogram* seconds = nullptr;
    // One per status that has occurred; made on first need, never taken away.
    std::array<std::atomic<prometheus::Counter*>, 32> counters{};
  };
  prometheus::Counter& counter(Entry& entry, int status);

  const Route* first_row_;
  prometheus::Family<prometheus::Counter>& requests_;
  std::vector<std::unique_ptr<Entry>> entries_;  // of the rows, then of no row
};

}  // namespace asq::api
