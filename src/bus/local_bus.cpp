// Stop 6 of docs/life-of-a-message.md.      before: store/tail.cpp      after: realtime/hub.cpp
#include "bus/local_bus.hpp"

#include <utility>

namespace asq::bus {

void LocalBus::subscribe(Subscriber subscriber) { subscribers_.push_back(std::move(subscriber)); }

void LocalBus::publish(EventBatch batch) {
  for (const Subscriber& subscriber : subscribers_) subscriber(batch);
}

}  // namespace asq::bus
