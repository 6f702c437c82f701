// What is committed goes to everybody.                         Stop 5 of docs/life-of-a-message.md
//   before: store/sqlite/writer.cpp      after: bus/local_bus.cpp
// Publishing is not left to the verb that wrote: two verbs on two loops would race, and the order
// of publishing has to be the order of commits. So the store's writer calls here, once per commit.
// Threads: the store's writer.
#pragma once

#include "bus/bus.hpp"
#include "model/event.hpp"

namespace asq::chat {

class Publisher {
 public:
  explicit Publisher(bus::Bus& bus) : bus_(bus) {}

  // The events of one commit. Returns before anybody has heard of them, and before the writers of
  // that commit have.
  void publish(EventBatch committed) { bus_.publish(std::move(committed)); }

 private:
  bus::Bus& bus_;
};

}  // namespace asq::chat
