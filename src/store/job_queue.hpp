// A bounded queue between threads that suspend and one or more that work.
// Threads: any.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <iterator>
#include <mutex>
#include <utility>
#include <vector>

namespace asq::store {

enum class Pushed : unsigned char { accepted, full, closed };

template <class Job>
class JobQueue {
 public:
  explicit JobQueue(std::size_t bound) : bound_(bound) {}

  // Takes the job unless the answer is full or closed; then it is left with the caller.
  Pushed push(Job& job) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return Pushed::closed;
      if (jobs_.size() >= bound_) return Pushed::full;
      jobs_.push_back(std::move(job));
    }
    ready_.notify_one();
    return Pushed::accepted;
  }

  // Waits for work and takes up to `most`; empty: closed, and nothing is left.
  std::vector<Job> take(std::size_t most) {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [this] { return closed_ || !jobs_.empty(); });
    return take_some(most);
  }

  // The same, but waits no longer than that; empty: none has come, or finished().
  std::vector<Job> take_within(std::chrono::milliseconds time, std::size_t most) {
    std::unique_lock lock(mutex_);
    ready_.wait_for(lock, time, [this] { return closed_ || !jobs_.empty(); });
    return take_some(most);
  }

  // Closed, and nothing is left.
  [[nodiscard]] bool finished() const {
    const std::lock_guard lock(mutex_);
    return closed_ && jobs_.empty();
  }
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  [[nodiscard]] std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
  }

 private:
  std::vector<Job> take_some(std::size_t most) {
    const std::size_t count = std::min(most, jobs_.size());
    const auto end = jobs_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Job> taken(std::make_move_iterator(jobs_.begin()), std::make_move_iterator(end));
    jobs_.erase(jobs_.begin(), end);
    return taken;
  }

  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Job> jobs_;
  bool closed_ = false;
};

}  // namespace asq::store
