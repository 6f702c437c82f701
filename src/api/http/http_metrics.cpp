#include "api/http/http_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/histogram.h>

#include <algorithm>

namespace asq::api {
namespace {

// What this server answers; anything else is counted as 500.
constexpr auto kStatuses =
    std::to_array({500, 101, 200, 201, 204, 304, 308, 400, 401, 403, 404, 405, 408,
                   409, 413, 414, 415, 417, 422, 426, 429, 431, 501, 503, 505, 507});

const prometheus::Histogram::BucketBoundaries kSeconds{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

}  // namespace

HttpMetrics::HttpMetrics(prometheus::Registry& registry, std::span<const Route> table)
    : first_row_(table.data()),
      requests_(prometheus::BuildCounter()
                    .Name("asq_http_requests_total")
                    .Help("HTTP requests by route, method and status")
                    .Register(registry)) {
  auto& seconds = prometheus::BuildHistogram()
                      .Name("asq_http_request_duration_seconds")
                      .Help("From the complete request header to the answer, by route and method")
                      .Register(registry);
  const auto add = [&](std::string_view method, std::string_view pattern) {
    auto entry = std::make_unique<Entry>();
    entry->method = method;
    entry->pattern = pattern;
    entry->seconds = &seconds.Add({{"route", entry->pattern}, {"method", entry->method}}, kSeconds);
    entries_.push_back(std::move(entry));
  };
  for (const Route& route : table) add(route.method, route.path);
  add("other", "none");
}

prometheus::Counter& HttpMetrics::counter(Entry& entry, int status) {
  const auto known = std::ranges::find(kStatuses, status);
  const std::size_t slot =
      known == kStatuses.end() ? 0 : static_cast<std::size_t>(known - kStatuses.begin());
  auto& cached = entry.counters[slot];
  if (auto* made = cached.load(std::memory_order_acquire)) return *made;
  // Two that come here at once are given the same counter.
  auto& made = requests_.Add({{"route", entry.pattern},
                              {"method", entry.method},
                              {"status", std::to_string(kStatuses[slot])}});
  cached.store(&made, std::memory_order_release);
  return made;
}

void HttpMetrics::count(const Route* route, int status, std::chrono::duration<double> took) {
  const std::size_t row =
      route == nullptr ? entries_.size() - 1 : static_cast<std::size_t>(route - first_row_);
  Entry& entry = *entries_[row];
  counter(entry, status).Increment();
  entry.seconds->Observe(took.count());
}

}  // namespace asq::api
