#include "store/job_queue.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace asq::store {
namespace {

Pushed push(JobQueue<int>& queue, int job) { return queue.push(job); }

TEST(JobQueue, GivesJobsInTheOrderTheyCame) {
  JobQueue<int> queue(10);
  for (int job = 1; job <= 5; ++job) push(queue, job);
  EXPECT_EQ(queue.take(3), (std::vector{1, 2, 3}));
  EXPECT_EQ(queue.take(3), (std::vector{4, 5}));
}

TEST(JobQueue, RefusesBeyondItsBoundUntilSomeAreTaken) {
  JobQueue<int> queue(2);
  EXPECT_EQ(push(queue, 1), Pushed::accepted);
  EXPECT_EQ(push(queue, 2), Pushed::accepted);
  EXPECT_EQ(push(queue, 3), Pushed::full);
  EXPECT_EQ(queue.take(1), std::vector{1});
  EXPECT_EQ(push(queue, 4), Pushed::accepted);
}

TEST(JobQueue, ARefusedJobStaysWithTheCaller) {
  JobQueue<std::unique_ptr<int>> queue(0);
  auto job = std::make_unique<int>(7);
  EXPECT_EQ(queue.push(job), Pushed::full);
  EXPECT_NE(job, nullptr);
}

TEST(JobQueue, ClosedTakesNothingNewAndGivesWhatItHas) {
  JobQueue<int> queue(10);
  push(queue, 1);
  queue.close();
  EXPECT_EQ(push(queue, 2), Pushed::closed);
  EXPECT_FALSE(queue.finished());
  EXPECT_EQ(queue.take(10), std::vector{1});
  EXPECT_TRUE(queue.finished());
  EXPECT_TRUE(queue.take(10).empty());
}

TEST(JobQueue, WaitsForTheFirstJobOrForItsClosing) {
  JobQueue<int> queue(10);
  std::thread pushing([&queue] { push(queue, 1); });
  EXPECT_EQ(queue.take(10), std::vector{1});
  pushing.join();
  std::thread closing([&queue] { queue.close(); });
  EXPECT_TRUE(queue.take(10).empty());
  closing.join();
}

TEST(JobQueue, WaitsNoLongerThanItIsTold) {
  JobQueue<int> queue(10);
  EXPECT_TRUE(queue.take_within(std::chrono::milliseconds(1), 10).empty());
  EXPECT_FALSE(queue.finished());
}

}  // namespace
}  // namespace asq::store
