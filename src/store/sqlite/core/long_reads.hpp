// How many snapshots are held for long, by a backup or a check: while there are any, the writer's
// checkpoints do not wait for readers to leave.
// Threads: any.
#pragma once

#include <atomic>

namespace asq::store::sqlite {

class LongReads {
 public:
  class Hold {
   public:
    explicit Hold(LongReads* reads) : reads_(reads) {  // nullptr: nobody checkpoints
      if (reads_ != nullptr) ++reads_->count_;
    }
    ~Hold() {
      if (reads_ != nullptr) --reads_->count_;
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    LongReads* const reads_;
  };

  [[nodiscard]] bool any() const { return count_ > 0; }

 private:
  std::atomic<int> count_{0};
};

}  // namespace asq::store::sqlite
