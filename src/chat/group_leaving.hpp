// Deleted accounts leave their groups: in slices of some hundred rows, so that nobody waits for an
// account that was in thousands.
//
// A slice that fails is tried again at the next call. What a crash has left, or a stop, is found
// after the next start.
// Threads: any; one run at a time.
#pragma once

#include <atomic>

#include "base/task.hpp"
#include "store/store.hpp"

namespace asq::chat {

class GroupLeaving {
 public:
  explicit GroupLeaving(store::Store& store) : store_(store) {}

  // There are groups to leave. At the start that is taken for granted.
  void wake() { due_ = true; }
  // There may be something to do, and nobody is at it: the caller has to run run().
  [[nodiscard]] bool begin();
  // Slice after slice, until nothing is left, the store refuses, or it is closed.
  [[nodiscard]] Task<void> run();

 private:
  store::Store& store_;
  std::atomic<bool> due_ = true;
  std::atomic<bool> running_ = false;
};

}  // namespace asq::chat
