#include "bus/local_bus.hpp"

#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <thread>

namespace asq::bus {
namespace {

EventBatch batch_of(int events) {
  auto batch = std::make_shared<std::vector<std::shared_ptr<const Event>>>();
  for (int i = 0; i < events; ++i) batch->push_back(std::make_shared<Event>());
  return batch;
}

TEST(LocalBus, EverySubscriberGetsTheSameBatchesInOrder) {
  LocalBus bus;
  std::vector<EventBatch> first;
  std::vector<EventBatch> second;
  bus.subscribe([&](EventBatch batch) { first.push_back(std::move(batch)); });
  bus.subscribe([&](EventBatch batch) { second.push_back(std::move(batch)); });
  const std::vector<EventBatch> published{batch_of(1), batch_of(3), batch_of(2)};

  for (const EventBatch& batch : published) bus.publish(batch);

  EXPECT_EQ(first, published);
  EXPECT_EQ(second, published);
}

TEST(LocalBus, SeveralThreadsPublishAndEachKeepsItsOwnOrder) {
  constexpr int kThreads = 4;
  constexpr int kEach = 1'000;
  LocalBus bus;
  std::mutex mutex;
  std::vector<Typing> heard;
  bus.subscribe([&](const EventBatch& batch) {
    const std::lock_guard lock(mutex);
    heard.push_back(std::get<Typing>(batch->front()->what));
  });

  std::vector<std::thread> publishers;
  for (int thread = 1; thread <= kThreads; ++thread) {
    publishers.emplace_back([&bus, thread] {
      for (int i = 1; i <= kEach; ++i) bus.publish(passing(Typing{ChatId(i), UserId(thread)}));
    });
  }
  for (std::thread& publisher : publishers) publisher.join();

  std::map<UserId, std::int64_t> last;
  for (const Typing& typing : heard) {
    EXPECT_EQ(typing.chat_id.value(), ++last[typing.user_id]);
  }
  EXPECT_EQ(heard.size(), std::size_t{kThreads} * kEach);
}

}  // namespace
}  // namespace asq::bus
