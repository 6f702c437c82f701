#include "store/call_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <thread>
#include <vector>

#include "store/snapshot.hpp"
#include "support/people.hpp"

namespace asq::store {
namespace {

using test::kAnna;
using test::kBoris;

class CallQueueTest : public ::testing::Test {
 protected:
  struct Front {
    CallQueue<Snapshot>& queue;
    void enqueue(std::unique_ptr<Call<Snapshot>> call) const { queue.push(std::move(call)); }
  };

  // Pushed when the loop runs; its outcome comes into outcomes_.
  std::size_t ask(UserId payer, std::int64_t rows = 1) {
    const std::size_t index = outcomes_.size();
    outcomes_.emplace_back();
    auto verb = [](Snapshot&) -> Result<int> { return 0; };
    boost::asio::co_spawn(loop_,
                          suspend_in<int, Snapshot>(front_, {"test", payer, rows}, std::move(verb)),
                          [this, index](const std::exception_ptr&, const Result<int>& outcome) {
                            if (!outcome) outcomes_[index] = outcome.error();
                          });
    return index;
  }
  void poll() {
    loop_.restart();
    loop_.poll();
  }
  static std::vector<UserId> payers_of(const Calls<Snapshot>& calls) {
    std::vector<UserId> payers;
    for (const auto& call : calls) {
      payers.emplace_back(static_cast<std::int64_t>(call->work().payer.value()));
    }
    return payers;
  }

  boost::asio::io_context loop_{1};
  CallQueue<Snapshot> queue_{3};
  Front front_{queue_};
  std::vector<std::optional<Error>> outcomes_;
};

TEST_F(CallQueueTest, PayersTakeTurns) {
  ask(kAnna);
  ask(kAnna);
  ask(kBoris);
  poll();
  EXPECT_EQ(payers_of(queue_.take(10)), (std::vector{kAnna, kBoris, kAnna}));
}

TEST_F(CallQueueTest, BeyondItsBoundTheLongestLineMakesRoom) {
  for (int i = 0; i < 3; ++i) ask(kAnna);
  const auto over = ask(kAnna);
  const auto other = ask(kBoris);
  poll();
  ASSERT_TRUE(outcomes_[over]);
  EXPECT_EQ(outcomes_[over]->code, ErrorCode::overloaded);
  EXPECT_TRUE(outcomes_[over]->retry_after);
  EXPECT_TRUE(outcomes_[2]) << "the last one of the longest line";
  EXPECT_FALSE(outcomes_[other]);
  EXPECT_EQ(queue_.size(), 3U);
}

TEST_F(CallQueueTest, GivesNoMoreThanItIsAskedForAndKeepsOnePayersOrder) {
  for (const std::int64_t rows : {1, 2, 3}) ask(kAnna, rows);
  poll();
  const auto first = queue_.take(2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0]->work().rows, 1);
  EXPECT_EQ(first[1]->work().rows, 2);
  const auto second = queue_.take(2);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0]->work().rows, 3);
}

TEST_F(CallQueueTest, HasRoomAgainOnceSomeAreTaken) {
  for (int i = 0; i < 3; ++i) ask(kAnna);
  poll();
  EXPECT_EQ(queue_.take(1).size(), 1U);
  const auto next = ask(kAnna);
  poll();
  EXPECT_FALSE(outcomes_[next]);
  EXPECT_EQ(queue_.size(), 3U);
}

TEST_F(CallQueueTest, ClosedRefusesWhatIsNewAndGivesWhatItHas) {
  ask(kAnna);
  poll();
  queue_.close();
  const auto late = ask(kAnna);
  poll();
  EXPECT_EQ(outcomes_[late]->code, ErrorCode::shutting_down);
  EXPECT_FALSE(queue_.finished());
  EXPECT_EQ(queue_.take(10).size(), 1U);
  EXPECT_TRUE(queue_.finished());
  EXPECT_TRUE(queue_.take(10).empty());
}

TEST_F(CallQueueTest, WhatIsPutBackIsTheNextOfItsPayerInTheSameOrder) {
  ask(kAnna, 1);
  ask(kAnna, 2);
  ask(kAnna, 3);
  poll();
  auto taken = queue_.take(10);
  queue_.put_back(taken, 1);
  EXPECT_EQ(taken.size(), 1U);
  const auto again = queue_.take(10);
  ASSERT_EQ(again.size(), 2U);
  EXPECT_EQ(again[0]->work().rows, 2);
  EXPECT_EQ(again[1]->work().rows, 3);
}

// The commands of one read of a socket become one commit, not a first one and the rest.
TEST_F(CallQueueTest, ASleeperFindsAllThatOneTurnOfTheLoopPushed) {
  Calls<Snapshot> taken;
  std::thread sleeper([&] { taken = queue_.take(10); });
  while (!queue_.asleep()) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) ask(kAnna);
  poll();
  sleeper.join();
  EXPECT_EQ(taken.size(), 3U);
}

TEST_F(CallQueueTest, ANudgeWakesASleeperWithoutWork) {
  std::thread sleeper([&] { EXPECT_TRUE(queue_.take(10).empty()); });
  while (!queue_.asleep()) std::this_thread::yield();
  queue_.nudge();
  sleeper.join();
  EXPECT_FALSE(queue_.finished());
}

TEST_F(CallQueueTest, WaitsNoLongerThanItIsTold) {
  EXPECT_TRUE(queue_.take_within(std::chrono::milliseconds(1), 10).empty());
}

// A loop that never comes to the end of its turn: its wake-up outlives the queue.
TEST(CallQueue, AWakeUpThatComesTooLateFindsNothing) {
  boost::asio::io_context loop{1};
  {
    CallQueue<Snapshot> queue(3);
    std::thread sleeper([&] { (void)queue.take(10); });
    while (!queue.asleep()) std::this_thread::yield();
    struct Front {
      CallQueue<Snapshot>& queue;
      void enqueue(std::unique_ptr<Call<Snapshot>> call) const { queue.push(std::move(call)); }
    } front{queue};
    auto verb = [](Snapshot&) -> Result<int> { return 0; };
    boost::asio::co_spawn(loop, suspend_in<int, Snapshot>(front, {"test", kAnna}, std::move(verb)),
                          [](const std::exception_ptr&, const Result<int>&) {});
    loop.run_one();
    queue.close();
    sleeper.join();
  }
  loop.poll();
}

}  // namespace
}  // namespace asq::store
