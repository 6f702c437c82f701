// The tail of the log: follows it by position and passes events on in that order, each once: to
// memory first, then to the listener, which hands them to the loops.   Stop 5 of
// docs/life-of-a-message.md
//   before: store/sqlite/core/writer.cpp      after: bus/local_bus.cpp
//
// Positions have no holes, so whatever tells the tail of new ones may lose, delay, double or
// reorder what it tells: the tail sees that by arithmetic. A stretch that joins on to what was
// passed is passed at once. One that lies further ahead waits, and after kPatience the tail asks
// the store for what is missing. What was passed already is dropped.
//
//   passed ... 17 | 18 19 | 20 21 22        offered 20-22: waits; 18-19 is a hole
//                   ^ask(17, 19)            offered 18-19: passes 18 to 22
//
// The embedded store's writer is the only one that writes and offers every commit itself, so it
// needs no source. With several nodes, every node is told by its own commits, by the others, and by
// the store.
// Threads: any (one lock, held while the listener runs, so that the order is kept).
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "store/memory.hpp"

namespace asq::store {

// All that happened from position `first` to `last`. A position may have no event. Without `events`
// it is a bell: the positions are there, and what happened has to be asked for.
struct Stretch {
  LogPosition first;
  LogPosition last;
  EventBatch events;
};

// Where the tail asks for what it was not told. Must not block; the answer comes by offer(), from
// any thread but not from inside ask(), or never.
class TailSource {
 public:
  virtual ~TailSource() = default;
  // What lies behind `after`, up to `until`; without `until` as far as there is anything.
  virtual void ask(LogPosition after, std::optional<LogPosition> until) = 0;
};

class Tail {
 public:
  using Listener = std::function<void(EventBatch)>;

  static constexpr std::chrono::milliseconds kPatience{20};   // with a hole
  static constexpr std::chrono::milliseconds kAskAgain{200};  // no answer, or nothing heard at all
  static constexpr std::size_t kMaxWaiting = 1024;            // stretches ahead of a hole

  // `passed`: what memory holds already. Both references outlive it; source: nullptr, if every
  // position is offered.
  Tail(Memory& memory, LogPosition passed, TailSource* source = nullptr);

  // Set once, before the first offer().
  void set_listener(Listener listener) { listener_ = std::move(listener); }

  // Returns when everything that joins on has been passed on.
  void offer(Stretch stretch, SteadyTime now);
  // To be called every few milliseconds where there is a source: asks for a hole that has been open
  // for kPatience, and for news if there has been none for kAskAgain.
  void tend(SteadyTime now);

  // The newest position that memory holds and that has been passed on, or is just being passed on.
  [[nodiscard]] LogPosition passed() const {
    return LogPosition(passed_.load(std::memory_order_acquire));
  }

 private:
  void pass(const Stretch& stretch);
  void pass_waiting();
  void wait(Stretch stretch);

  Memory& memory_;
  TailSource* source_;
  Listener listener_;
  std::atomic<std::int64_t> passed_;
  std::mutex mutex_;
  std::map<LogPosition, Stretch> waiting_;  // by `first`; all ahead of a hole
  LogPosition rung_;                        // the newest position that was told of
  std::optional<SteadyTime> hole_since_;
  std::optional<SteadyTime> asked_at_;
  SteadyTime heard_at_{};
};

}  // namespace asq::store
