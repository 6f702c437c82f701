// Waiting for a time, or for a call, on the loop of the coroutine that waits. A wait ends with its
// loop.
#pragma once

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
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

// One coroutine waits here until it is called. While nobody waits it is one pointer, and a call
// does nothing: what was to be waited for is state of its owner, which asks that state before and
// after.
class WakeUp {
 public:
  WakeUp() = default;
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  // One coroutine at a time, which keeps this object alive.
  [[nodiscard]] Task<void> wait() {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    boost::asio::steady_timer::time_point::max());
    const Waiting waiting(*this, timer);
    boost::system::error_code cancelled;
    co_await timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  }
  void call() {
    if (timer_ != nullptr) timer_->cancel();
  }

 private:
  struct Waiting {
    Waiting(WakeUp& owner, boost::asio::steady_timer& timer) : wake_up(owner) {
      wake_up.timer_ = &timer;
    }
    ~Waiting() { wake_up.timer_ = nullptr; }  // also if the loop ends first
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;
    WakeUp& wake_up;
  };

  boost::asio::steady_timer* timer_ = nullptr;  // in the coroutine that waits
};

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
