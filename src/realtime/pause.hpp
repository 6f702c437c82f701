// Waiting for a time, on the loop of the coroutine that waits. It ends with its loop.
#pragma once

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <utility>

#include "base/clock.hpp"
#include "base/task.hpp"

namespace asq::realtime {

inline Task<void> pause_until(SteadyTime time) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, time);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

inline Task<void> pause_for(std::chrono::milliseconds duration) {
  co_await pause_until(std::chrono::steady_clock::now() + duration);
}

// Between two reads while the store has too much to do: ever more rarely.
class Backoff {
 public:
  [[nodiscard]] std::chrono::milliseconds next() {
    return std::exchange(pause_, std::min(pause_ * 2, kMost));
  }

 private:
  static constexpr std::chrono::milliseconds kMost{1600};
  std::chrono::milliseconds pause_{50};
};

}  // namespace asq::realtime
