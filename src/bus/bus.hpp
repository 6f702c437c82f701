// Events between the store and every loop that has sockets, later between nodes.   Stop 6 of
// docs/life-of-a-message.md
//   before: store/tail.cpp      after: realtime/hub.cpp
// Order: every subscriber gets every batch, those of one thread in the order of its publish()
// calls. The store's tail publishes the log's events from one thread, so they come in commit order.
// What passes (typing, presence, expiry) may be published by any thread.
// Threads: subscribe before the first publish; publish from any.
#pragma once

#include <functional>

#include "model/event.hpp"

namespace asq::bus {

class Bus {
 public:
  // Must hand the batch on to its own thread and return at once.
  using Subscriber = std::function<void(EventBatch)>;

  virtual ~Bus() = default;
  virtual void subscribe(Subscriber subscriber) = 0;
  virtual void publish(EventBatch batch) = 0;
};

}  // namespace asq::bus
