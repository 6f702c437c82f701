#include "bus/local_bus.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace asq::bus
