#include "api/read_turns.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>

namespace asq::api {

Task<ReadTurns::Turn> ReadTurns::next(int messages) {
  messages = std::min(messages, kMost);
  if (waiting_.empty() && free_ >= messages) {
    free_ -= messages;
    co_return Turn(*this, messages);
  }
  const auto timer = std::make_shared<boost::asio::steady_timer>(
      co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max());
  waiting_.push_back({timer, messages});
  boost::system::error_code cancelled;
  co_await timer->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
  co_return Turn(*this, messages);
}

// Gives what is free to those who wait, in their order; who is gone is passed over.
void ReadTurns::leave(int messages) {
  free_ += messages;
  while (!waiting_.empty()) {
    if (const auto timer = waiting_.front().timer.lock()) {
      if (free_ < waiting_.front().messages) return;
      free_ -= waiting_.front().messages;
      timer->cancel();
    }
    waiting_.pop_front();
  }
}

ReadTurns& TurnsOfLoops::of(const net::Loop& loop) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = turns_.find(&loop); found != turns_.end()) return *found->second;
  }
  const std::unique_lock lock(mutex_);
  auto& turns = turns_[&loop];
  if (!turns) turns = std::make_unique<ReadTurns>();
  return *turns;
}

}  // namespace asq::api
