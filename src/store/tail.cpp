// Stop 5 of docs/life-of-a-message.md.
//   before: store/sqlite/core/writer.cpp      after: bus/local_bus.cpp
#include "store/tail.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace asq::store {
namespace {

LogPosition behind(LogPosition position) { return LogPosition(position.value() + 1); }

using Events = std::vector<std::shared_ptr<const Event>>;

// Without what lies up to `passed`. Nearly always there is nothing to cut.
EventBatch cut(const EventBatch& events, LogPosition passed) {
  const auto is_new = [passed](const auto& event) { return event->position > passed; };
  if (std::ranges::all_of(*events, is_new)) return events;
  Events rest;
  std::ranges::copy_if(*events, std::back_inserter(rest), is_new);
  return std::make_shared<const Events>(std::move(rest));
}

}  // namespace

Tail::Tail(Memory& memory, LogPosition passed, TailSource* source)
    : memory_(memory), source_(source), passed_(passed.value()), rung_(passed) {}

void Tail::offer(Stretch stretch, SteadyTime now) {
  const std::lock_guard lock(mutex_);
  heard_at_ = now;
  rung_ = std::max(rung_, stretch.last);
  if (stretch.last > passed() && stretch.events != nullptr) {
    if (stretch.first <= behind(passed())) {
      pass(stretch);
      asked_at_.reset();
    } else {
      wait(std::move(stretch));
    }
  }
  pass_waiting();
  if (rung_ <= passed()) {
    hole_since_.reset();
  } else if (!hole_since_) {
    hole_since_ = now;
    asked_at_.reset();  // a question about silence is none about this hole
  }
}

void Tail::pass(const Stretch& stretch) {
  const EventBatch events = cut(stretch.events, passed());
  for (const auto& event : *events) memory_.apply(*event);
  passed_.store(stretch.last.value(), std::memory_order_release);
  if (!events->empty() && listener_) listener_(events);
}

void Tail::pass_waiting() {
  while (!waiting_.empty() && waiting_.begin()->first <= behind(passed())) {
    const Stretch next = std::move(waiting_.extract(waiting_.begin()).mapped());
    if (next.last > passed()) pass(next);
  }
}

// Of two that begin alike the longer one; where there are too many the farthest goes: the store has
// it.
void Tail::wait(Stretch stretch) {
  Stretch& kept = waiting_[stretch.first];
  if (kept.last < stretch.last) kept = std::move(stretch);
  if (waiting_.size() > kMaxWaiting) waiting_.erase(std::prev(waiting_.end()));
}

void Tail::tend(SteadyTime now) {
  if (source_ == nullptr) return;
  LogPosition after;
  std::optional<LogPosition> until;
  {
    const std::lock_guard lock(mutex_);
    if (asked_at_ && now - *asked_at_ < kAskAgain) return;
    const bool hole = hole_since_ && now - *hole_since_ >= kPatience;
    if (!hole && now - heard_at_ < kAskAgain) return;
    asked_at_ = now;
    after = passed();
    if (hole && !waiting_.empty()) until = LogPosition(waiting_.begin()->first.value() - 1);
  }
  source_->ask(after, until);
}

}  // namespace asq::store
