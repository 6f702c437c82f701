#include "store/sqlite/core/metrics.hpp"

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace asq::store::sqlite {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

prometheus::Histogram* histogram(prometheus::Registry& registry, const char* name, const char* help,
                                 const Buckets& buckets) {
  return &prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add({}, buckets);
}

double seconds(Metrics::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

Metrics::Metrics(prometheus::Registry* registry) {
  if (registry == nullptr) return;
  const Buckets times{0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                      0.01,    0.025,  0.05,    0.1,    0.5,   1,      5};
  batch_size_ = histogram(*registry, "asq_commit_batch_size", "Writes in one commit",
                          Buckets{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000});
  batch_seconds_ =
      histogram(*registry, "asq_commit_seconds", "A commit from BEGIN until it is on disk", times);
  fsync_seconds_ = histogram(*registry, "asq_commit_fsync_seconds",
                             "COMMIT alone: writing the log and its fsync", times);
  read_seconds_ = histogram(*registry, "asq_store_read_seconds", "A read on its snapshot", times);
  queue_length_ = &prometheus::BuildGauge()
                       .Name("asq_store_queue_length")
                       .Help("Writes that wait for the next commit")
                       .Register(*registry)
                       .Add({});
  log_bytes_ = &prometheus::BuildGauge()
                    .Name("asq_store_log_bytes")
                    .Help("SQLite's write-ahead log since it last started afresh")
                    .Register(*registry)
                    .Add({});
}

void Metrics::committed(std::size_t writes, Duration whole, Duration commit) {
  if (batch_size_ == nullptr) return;
  batch_size_->Observe(static_cast<double>(writes));
  batch_seconds_->Observe(seconds(whole));
  fsync_seconds_->Observe(seconds(commit));
}

void Metrics::waiting(std::size_t writes) {
  if (queue_length_ != nullptr) queue_length_->Set(static_cast<double>(writes));
}

void Metrics::log_pages(std::int64_t pages) {
  constexpr double kPage = 4096 + 24;  // with its header in the log
  if (log_bytes_ != nullptr) log_bytes_->Set(static_cast<double>(pages) * kPage);
}

void Metrics::read(Duration taken) {
  if (read_seconds_ != nullptr) read_seconds_->Observe(seconds(taken));
}

}  // namespace asq::store::sqlite
