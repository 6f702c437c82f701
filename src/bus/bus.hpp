// Events between the store and every loop that has sockets, later between nodes.   Stop 6 of
// docs/life-of-a-message.md
//   before: chat/publish.hpp      after: realtime/hub.cpp
// Order: every subscriber gets every batch, those of one thread in the order of its publish()
// calls. What lasts is published by one thread, the store's writer, and so comes in commit order;
// what passes (typing, presence) may be published by any. Threads: subscribe before the first
// publish; publish from any.
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
