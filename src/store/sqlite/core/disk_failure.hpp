// Whether the disk has failed for good: EIO, a damaged file, one that was removed. From then on
// nothing is acknowledged and nothing tried again, since a second fsync would only say that all is
// well. Threads: any.
#pragma once

#include <atomic>
#include <functional>
#include <string>

namespace asq::store::sqlite {

class DiskFailure {
 public:
  // `handler` is called once, by the thread that met the failure; empty: log and _exit(70).
  explicit DiskFailure(std::function<void(const std::string& reason)> handler);

  void report(const std::string& reason);
  [[nodiscard]] bool happened() const { return happened_.load(std::memory_order_acquire); }

 private:
  std::function<void(const std::string&)> handler_;
  std::atomic<bool> happened_{false};
};

}  // namespace asq::store::sqlite
