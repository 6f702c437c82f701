// How much is read from the store for answers at a time, on one loop: what has been read waits in
// memory until the loop has written it down, and many who ask at once would fill it. Who finds no
// room waits, first come, first served.
// Threads: ReadTurns and its Turns: its loop's; it outlives the loop's coroutines. TurnsOfLoops:
// any.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <shared_mutex>
#include <unordered_map>
#include <utility>

#include "base/task.hpp"

namespace asq::net {
class Loop;
}

namespace asq::api {

class ReadTurns {
 public:
  static constexpr int kMost = 800;  // messages at a time: at most 50 MiB of text

  // Lasts until it is destroyed.
  class Turn {
   public:
    Turn(Turn&& other) noexcept
        : turns_(std::exchange(other.turns_, nullptr)), messages_(other.messages_) {}
    Turn& operator=(Turn&&) = delete;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->leave(messages_);
    }

   private:
    friend class ReadTurns;
    Turn(ReadTurns& turns, int messages) : turns_(&turns), messages_(messages) {}

    ReadTurns* turns_;
    int messages_;
  };

  // When there is room for so many messages; for more than kMost when nobody else reads.
  [[nodiscard]] Task<Turn> next(int messages);

 private:
  struct Waiting {
    std::weak_ptr<boost::asio::steady_timer> timer;  // the coroutine owns it; cancelled: its turn
    int messages;
  };
  void leave(int messages);

  int free_ = kMost;
  std::deque<Waiting> waiting_;
};

class TurnsOfLoops {
 public:
  // The same for as long as this lives.
  [[nodiscard]] ReadTurns& of(const net::Loop& loop);

 private:
  std::shared_mutex mutex_;
  std::unordered_map<const net::Loop*, std::unique_ptr<ReadTurns>> turns_;  // guarded by mutex_
};

}  // namespace asq::api
