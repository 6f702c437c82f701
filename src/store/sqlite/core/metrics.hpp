// What the store tells Prometheus.
// Threads: any.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace prometheus {
class Registry;
class Histogram;
class Gauge;
}  // namespace prometheus

namespace asq::store::sqlite {

class Metrics {
 public:
  using Duration = std::chrono::steady_clock::duration;

  // Without a registry everything below does nothing.
  explicit Metrics(prometheus::Registry* registry);

  // One commit: how many writes, BEGIN to the end of COMMIT, and COMMIT alone (the log and its
  // fsync).
  void committed(std::size_t writes, Duration whole, Duration commit);
  void waiting(std::size_t writes);
  void read(Duration taken);
  // SQLite's log, in pages.
  void log_pages(std::int64_t pages);

 private:
  prometheus::Histogram* batch_size_ = nullptr;
  prometheus::Histogram* batch_seconds_ = nullptr;
  prometheus::Histogram* fsync_seconds_ = nullptr;
  prometheus::Histogram* read_seconds_ = nullptr;
  prometheus::Gauge* queue_length_ = nullptr;
  prometheus::Gauge* log_bytes_ = nullptr;
};

}  // namespace asq::store::sqlite
