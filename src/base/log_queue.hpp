// Lines on their way to a place that may not take them now, such as a pipe that nobody reads. A
// thread of its own writes them, so that whoever logs never waits.
//
// Lines keep their order. A line that finds no room is dropped and counted, and so is one that the
// place refuses. When there is room again, a line in their place says how many are missing.
// Threads: any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace asq::log {

class LogQueue {
 public:
  // Writes one line; may wait for ever. False: the line is lost. Called by the queue's thread only.
  using Sink = std::function<bool(std::string_view line)>;
  // The line that says how many are missing.
  using Missing = std::function<std::string(std::uint64_t count)>;

  // Keeps at most `most_bytes` of lines that wait. The thread has the signal mask of the caller.
  LogQueue(std::size_t most_bytes, Sink sink, Missing missing);
  // Waits for nobody: what has not been written is lost, and a thread that is stuck in the sink
  // stays, with all that it needs. So flush() first.
  ~LogQueue();
  LogQueue(const LogQueue&) = delete;
  LogQueue& operator=(const LogQueue&) = delete;

  void push(std::string line) noexcept;
  // Counts a line that could not even be made.
  void drop() noexcept;
  // Waits until everything pushed so far is written or lost. False: not within `patience`.
  bool flush(std::chrono::milliseconds patience);
  // Since the start.
  [[nodiscard]] std::uint64_t dropped() const;

 private:
  struct State;
  static void run(const std::shared_ptr<State>& state) noexcept;

  std::shared_ptr<State> state_;  // the thread's as well
};

}  // namespace asq::log
