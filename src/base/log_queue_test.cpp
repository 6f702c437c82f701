#include "base/log_queue.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace asq::log {
namespace {

using namespace std::chrono_literals;

constexpr auto kLong = 30s;

// A place that takes lines, or lets its writer wait, or refuses.
struct Place {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> taken;
  bool stuck = false;
  bool full = false;
  int waiting = 0;

  bool write(std::string_view line) {
    std::unique_lock lock(mutex);
    ++waiting;
    changed.notify_all();
    changed.wait(lock, [this] { return !stuck; });
    --waiting;
    if (full) return false;
    taken.emplace_back(line);
    return true;
  }
  void set(bool& what, bool value) {
    const std::lock_guard lock(mutex);
    what = value;
    changed.notify_all();
  }
  void wait_until_somebody_waits() {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, kLong, [this] { return waiting > 0; }));
  }
  std::vector<std::string> seen() {
    const std::lock_guard lock(mutex);
    return taken;
  }
};

class LogQueueTest : public testing::Test {
 protected:
  LogQueue queue(std::size_t most_bytes) {
    return {most_bytes, [place = place_](std::string_view line) { return place->write(line); },
            [](std::uint64_t count) { return std::to_string(count) + " missing"; }};
  }
  // Shared, for a thread that is stuck outlives the test.
  std::shared_ptr<Place> place_ = std::make_shared<Place>();
};

using Lines = std::vector<std::string>;

TEST_F(LogQueueTest, WritesLinesInTheirOrder) {
  LogQueue queue = this->queue(1000);
  Lines expected;
  for (int i = 0; i < 50; ++i) {
    expected.push_back(std::to_string(i));
    queue.push(expected.back());
  }
  EXPECT_TRUE(queue.flush(kLong));
  EXPECT_EQ(place_->seen(), expected);
  EXPECT_EQ(queue.dropped(), 0U);
}

// A full pipe that nobody reads kept the loops waiting, and SIGTERM was never carried out.
TEST_F(LogQueueTest, WhoLogsNeverWaitsForAPlaceThatIsStuck) {
  LogQueue queue = this->queue(10);
  place_->set(place_->stuck, true);
  queue.push("first");
  place_->wait_until_somebody_waits();
  for (int i = 0; i < 1000; ++i) queue.push("12345");
  EXPECT_FALSE(queue.flush(1ms));
  EXPECT_EQ(queue.dropped(), 998U) << "two have room";

  place_->set(place_->stuck, false);
  EXPECT_TRUE(queue.flush(kLong));
  EXPECT_EQ(place_->seen(), (Lines{"first", "12345", "12345", "998 missing"}));
}

TEST_F(LogQueueTest, TheRoomIsCountedInBytes) {
  LogQueue queue = this->queue(10);
  place_->set(place_->stuck, true);
  queue.push("first");
  place_->wait_until_somebody_waits();
  queue.push("123456789");  // 9
  queue.push("ab");         // 11
  EXPECT_EQ(queue.dropped(), 1U);
  queue.push("c");  // 10
  EXPECT_EQ(queue.dropped(), 1U);
  queue.push("d");  // 11
  EXPECT_EQ(queue.dropped(), 2U);
  place_->set(place_->stuck, false);
  EXPECT_TRUE(queue.flush(kLong));
}

TEST_F(LogQueueTest, WhatIsMissingIsSaidInItsPlace) {
  LogQueue queue = this->queue(10);
  place_->set(place_->stuck, true);
  queue.push("first");
  place_->wait_until_somebody_waits();
  queue.push("12345");
  queue.push("lost, for it is too long");
  queue.push("last");
  place_->set(place_->stuck, false);
  EXPECT_TRUE(queue.flush(kLong));
  EXPECT_EQ(place_->seen(), (Lines{"first", "12345", "1 missing", "last"}));
}

TEST_F(LogQueueTest, WhatThePlaceRefusesIsMissingToo) {
  LogQueue queue = this->queue(1000);
  place_->set(place_->full, true);
  queue.push("on a full disk");
  EXPECT_TRUE(queue.flush(kLong));
  queue.push("still");
  EXPECT_TRUE(queue.flush(kLong));
  EXPECT_EQ(queue.dropped(), 2U);
  place_->set(place_->full, false);
  queue.push("room again");
  EXPECT_TRUE(queue.flush(kLong));
  EXPECT_EQ(place_->seen(), (Lines{"2 missing", "room again"}));
}

TEST_F(LogQueueTest, ALineThatCouldNotBeMadeIsMissingToo) {
  LogQueue queue = this->queue(1000);
  queue.drop();
  queue.push("next");
  EXPECT_TRUE(queue.flush(kLong));
  EXPECT_EQ(place_->seen(), (Lines{"1 missing", "next"}));
}

TEST_F(LogQueueTest, ItsEndWaitsForNobody) {
  {
    LogQueue queue = this->queue(1000);
    place_->set(place_->stuck, true);
    queue.push("first");
    place_->wait_until_somebody_waits();
    queue.push("lost");
  }
  place_->set(place_->stuck, false);
}

TEST_F(LogQueueTest, LinesOfManyThreadsAreEachWrittenOnce) {
  LogQueue queue = this->queue(1'000'000);
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&queue, thread] {
        for (int i = 0; i < 500; ++i) queue.push(std::to_string(thread) + " " + std::to_string(i));
      });
    }
  }
  EXPECT_TRUE(queue.flush(kLong));
  std::vector<int> next(4, 0);
  for (const std::string& line : place_->seen()) {
    const auto thread = static_cast<std::size_t>(line.front() - '0');
    EXPECT_EQ(line.substr(2), std::to_string(next[thread]++)) << "in the order of its thread";
  }
  EXPECT_EQ(next, (std::vector<int>{500, 500, 500, 500}));
}

}  // namespace
}  // namespace asq::log
