#include "realtime/pause.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

namespace asq::realtime {
namespace {

Task<void> wait_for(WakeUp& wake_up, int& woken) {
  co_await wake_up.wait();
  ++woken;
}

class WakeUpTest : public testing::Test {
 protected:
  void wait() {
    boost::asio::co_spawn(*context_, wait_for(wake_up_, woken_), boost::asio::detached);
    run();
  }
  void run() {
    context_->restart();
    context_->poll();
  }

  WakeUp wake_up_;
  int woken_ = 0;
  std::optional<boost::asio::io_context> context_{std::in_place, 1};
};

TEST_F(WakeUpTest, AWaiterGoesOnWhenItIsCalled) {
  wait();
  EXPECT_EQ(woken_, 0);
  wake_up_.call();
  run();
  EXPECT_EQ(woken_, 1);
}

TEST_F(WakeUpTest, ACallIsNotKeptForLater) {
  wake_up_.call();
  wait();
  EXPECT_EQ(woken_, 0);
  wake_up_.call();
  run();
  EXPECT_EQ(woken_, 1);
}

TEST_F(WakeUpTest, ItOutlivesTheLoopOfWhoWaits) {
  wait();
  context_.reset();
  wake_up_.call();  // the timer is gone
  EXPECT_EQ(woken_, 0);
}

}  // namespace
}  // namespace asq::realtime
