// The bus of one process: hands every batch to every subscriber, in order.
// Threads: as in bus.hpp; the subscribers don't change any more when it is in use, so that nothing
// needs a lock. No queue of its own; each subscriber's loop has its inbox.
#pragma once

#include <vector>

#include "bus/bus.hpp"

namespace asq::bus {

class LocalBus final : public Bus {
 public:
  void subscribe(Subscriber subscriber) override;
  void publish(EventBatch batch) override;

 private:
  std::vector<Subscriber> subscribers_;
};

}  // namespace asq::bus
