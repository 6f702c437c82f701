#include "net/loop.hpp"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "net/poller.hpp"
#include "net/test_server.hpp"

namespace asq::net {
namespace {

using test::TestClock;

// Throws when it hears of its descriptor for the first time.
class ThrowingOnce final : public Pollable {
 public:
  explicit ThrowingOnce(Loop& loop) : loop_(loop) {}
  void on_ready(std::uint32_t) override {
    if (++heard == 1) throw std::runtime_error("asked to");
    loop_.stop();
  }
  int heard = 0;

 private:
  Loop& loop_;
};

TEST(Loop, goes_on_hearing_of_descriptors_when_who_hears_of_one_throws) {
  const SystemClock clock;
  Loop loop(clock);
  const Descriptor ready(::eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK));
  ThrowingOnce throwing(loop);
  ASSERT_TRUE(loop.poller().add(ready.get(), throwing, EPOLLIN));
  loop.run();
  EXPECT_EQ(throwing.heard, 2);
  loop.poller().remove(ready.get(), throwing);
}

// Takes what the turn has left, and has more.
class Greedy final : public Flushable {
 public:
  Greedy(Loop& loop, int name, std::vector<int>& served)
      : loop_(loop), name_(name), served_(served) {}
  void flush() override {
    served_.push_back(name_);
    loop_.spend(loop_.write_budget());
    if (served_.size() < 6) loop_.mark_dirty(*this);
    if (served_.size() == 6) loop_.stop();
  }

 private:
  Loop& loop_;
  const int name_;
  std::vector<int>& served_;
};

TEST(Loop, serves_in_turn_those_who_would_write_without_end) {
  const SystemClock clock;
  Loop loop(clock);
  std::vector<int> served;
  Greedy one(loop, 1, served);
  Greedy two(loop, 2, served);
  Greedy three(loop, 3, served);
  loop.post([&] {
    for (Greedy* each : {&one, &two, &three}) loop.mark_dirty(*each);
  });
  loop.run();
  EXPECT_EQ(served, (std::vector<int>{1, 2, 3, 1, 2, 3}));
  for (Greedy* each : {&one, &two, &three}) loop.unmark(*each);
}

// Has so much to write, and takes what it is given.
class Heavy final : public Flushable {
 public:
  Heavy(Loop& loop, std::size_t bytes, std::vector<const Heavy*>& finished)
      : loop_(loop), left_(bytes), finished_(finished) {}
  void flush() override {
    const std::size_t taken = std::min(left_, loop_.write_budget());
    loop_.spend(taken);
    left_ -= taken;
    taken_.push_back(taken);
    if (left_ > 0) {
      loop_.flush_later(*this);
    } else {
      finished_.push_back(this);
    }
  }
  [[nodiscard]] const std::vector<std::size_t>& taken() const { return taken_; }

 private:
  Loop& loop_;
  std::size_t left_;
  std::vector<std::size_t> taken_;
  std::vector<const Heavy*>& finished_;
};

TEST(Loop, writes_little_before_much) {
  const SystemClock clock;
  Loop loop(clock);
  std::vector<const Heavy*> finished;
  std::vector<std::unique_ptr<Heavy>> big;
  Heavy small(loop, 10'000, finished);
  loop.post([&] {
    for (int i = 0; i < 50; ++i) {
      big.push_back(std::make_unique<Heavy>(loop, 1'000'000, finished));
      loop.mark_dirty(*big.back());
    }
  });
  loop.post([&] { loop.post([&] { loop.mark_dirty(small); }); });  // when the others are at it
  const std::function<void()> wait = [&] {
    if (finished.size() <= big.size()) return loop.post(wait);
    loop.stop();
  };
  loop.post(wait);

  loop.run();

  ASSERT_EQ(finished.size(), big.size() + 1);
  EXPECT_EQ(finished.front(), &small);
  for (const auto& each : big) {
    EXPECT_LE(each->taken().front(), 16U * 1024);
    EXPECT_LE(std::ranges::max(each->taken()), 256U * 1024);
    EXPECT_LE(each->taken().size(), 10U) << "each is served in its turn, not bit by bit";
  }
}

TEST(Loop, reads_slowly_once_much_has_been_read_in_a_turn) {
  const SystemClock clock;
  Loop loop(clock);
  constexpr std::size_t kAll = 64 * 1024;
  EXPECT_EQ(loop.read_buffer().size(), kAll);
  loop.count_read(1024 * 1024 - 1);
  EXPECT_EQ(loop.read_buffer().size(), kAll);
  loop.count_read(kAll);
  EXPECT_EQ(loop.read_buffer().size(), 4096U);
  std::size_t next_turn = 0;
  loop.post([&] {
    next_turn = loop.read_buffer().size();
    loop.stop();
  });

  loop.run();

  EXPECT_EQ(next_turn, kAll);
}

TEST(Loop, forgets_who_dies_with_much_to_write) {
  const SystemClock clock;
  Loop loop(clock);
  std::vector<const Heavy*> finished;
  auto dying = std::make_unique<Heavy>(loop, 10'000'000, finished);
  loop.post([&] { loop.mark_dirty(*dying); });
  const std::function<void()> wait = [&] {
    if (dying->taken().size() < 3) return loop.post(wait);
    loop.unmark(*dying);
    dying.reset();
    loop.stop();
  };
  loop.post(wait);

  loop.run();

  EXPECT_EQ(dying, nullptr);
  EXPECT_TRUE(finished.empty());
}

class CountingFlush final : public Flushable {
 public:
  explicit CountingFlush(std::function<void(int)> then = {}) : then_(std::move(then)) {}
  void flush() override {
    ++count;
    if (then_) then_(count);
  }
  int count = 0;

 private:
  std::function<void(int)> then_;
};

class LoopTest : public testing::Test {
 protected:
  TestClock clock;
  Loop loop{clock};
};

TEST_F(LoopTest, runs_posted_work_in_order_from_any_thread) {
  std::vector<int> seen;
  std::thread poster([this, &seen] {
    for (int i = 0; i < 1000; ++i) loop.post([&seen, i] { seen.push_back(i); });
    loop.post([this] { loop.stop(); });
  });

  loop.run();

  poster.join();
  ASSERT_EQ(seen.size(), 1000U);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
}

TEST_F(LoopTest, flushes_once_per_turn_however_often_it_is_marked) {
  CountingFlush outbox([this](int) { loop.stop(); });
  for (int i = 0; i < 10; ++i) loop.post([&] { loop.mark_dirty(outbox); });

  loop.run();

  EXPECT_EQ(outbox.count, 1);
}

TEST_F(LoopTest, flushes_again_what_was_marked_in_a_flush_without_sleeping) {
  CountingFlush* marked = nullptr;
  CountingFlush outbox([&](int count) {
    if (count == 3) return loop.stop();
    loop.mark_dirty(*marked);
  });
  marked = &outbox;
  loop.post([&] { loop.mark_dirty(outbox); });

  loop.run();

  EXPECT_EQ(outbox.count, 3);
}

TEST_F(LoopTest, does_not_flush_what_was_unmarked_even_by_another_flush) {
  CountingFlush second;
  CountingFlush first([&](int) { loop.unmark(second); });
  loop.post([&] {
    loop.mark_dirty(first);
    loop.mark_dirty(second);
    loop.post([this] { loop.stop(); });
  });

  loop.run();

  EXPECT_EQ(first.count, 1);
  EXPECT_EQ(second.count, 0);
}

// Handlers that are always ready must not keep an outbox waiting.
TEST_F(LoopTest, flushes_under_constant_load) {
  int turns = 0;
  std::function<void()> busy = [&] {
    ++turns;
    if (turns < 100'000) loop.post(busy);
  };
  CountingFlush outbox([this](int) { loop.stop(); });
  loop.post([&] { loop.mark_dirty(outbox); });
  for (int i = 0; i < 10; ++i) loop.post(busy);

  loop.run();

  EXPECT_EQ(outbox.count, 1);
  EXPECT_LT(turns, 10'000);
}

class StoppingSweep final : public Sweepable {
 public:
  explicit StoppingSweep(Loop& loop) : loop_(loop) {}
  void sweep(SteadyTime now) override {
    swept = now;
    loop_.stop();
  }
  SteadyTime swept{};

 private:
  Loop& loop_;
};

TEST_F(LoopTest, sweeps_by_its_own_clock) {
  StoppingSweep sweep(loop);
  loop.add(sweep);
  clock.advance(std::chrono::hours(1));
  const SteadyTime before = clock.steady();

  loop.run();

  EXPECT_GE(sweep.swept, before);
  loop.remove(sweep);
}

Task<void> stop_later(Loop& loop) {
  boost::asio::steady_timer timer(loop.context(), std::chrono::milliseconds(1));
  co_await timer.async_wait(boost::asio::use_awaitable);
  loop.stop();
}

TEST_F(LoopTest, runs_coroutines) {
  loop.spawn(stop_later(loop));
  loop.run();
}

Task<void> throw_something() {
  throw std::runtime_error("a bug");
  co_return;
}

// One bug in one socket's command ended the process, and with it everybody's sockets.
TEST_F(LoopTest, goes_on_when_its_work_throws) {
  loop.spawn(throw_something());
  bool later = false;
  loop.post([] { throw std::runtime_error("a bug"); });
  loop.post([&] {
    later = true;
    loop.spawn(stop_later(loop));
  });
  loop.run();
  EXPECT_TRUE(later) << "of the same batch";
}

// A coroutine that never ended may own something that is still marked.
class Owned final : public Flushable {
 public:
  explicit Owned(Loop& loop) : loop_(loop) { loop_.mark_dirty(*this); }
  ~Owned() override { loop_.unmark(*this); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  void flush() override {}

 private:
  Loop& loop_;
};

Task<void> wait_for_ever(Loop& loop) {
  const Owned owned(loop);
  boost::asio::steady_timer timer(loop.context(), std::chrono::hours(1));
  loop.stop();
  co_await timer.async_wait(boost::asio::use_awaitable);
}

TEST_F(LoopTest, dies_cleanly_with_coroutines_under_way) {
  auto dying = std::make_unique<Loop>(clock);
  dying->spawn(wait_for_ever(*dying));
  dying->run();
  dying.reset();
  SUCCEED();
}

}  // namespace
}  // namespace asq::net
