// How much is read from the store for answers at a time, on one loop: what has been read waits in
// memory until the loop has written it down, and many who ask at once would fill it. Who finds no
// room waits; accounts get theirs one after the other, however many requests one of them has, and
// of one account it is first come, first served.
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
#include "model/ids.hpp"

namespace asq::net {
class Loop;
}

namespace asq::api {

class ReadTurns {
 public:
  static constexpr int kMost = 800;       // messages at a time: at most 50 MiB of text
  static constexpr int kMostOfOne = 200;  // of one account, unless it asks for more at once

  // Lasts until it is destroyed.
  class Turn {
   public:
    Turn(Turn&& other) noexcept
        : turns_(std::exchange(other.turns_, nullptr)),
          user_(other.user_),
          messages_(other.messages_) {}
    Turn& operator=(Turn&&) = delete;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->leave(user_, messages_);
    }

   private:
    friend class ReadTurns;
    Turn(ReadTurns& turns, UserId user, int messages)
        : turns_(&turns), user_(user), messages_(messages) {}

    ReadTurns* turns_;
    UserId user_;
    int messages_;
  };

  // When there is room for so many messages of that account; for more than kMost when nobody else
  // reads.
  [[nodiscard]] Task<Turn> next(UserId user, int messages);

 private:
  struct Ticket {
    boost::asio::steady_timer timer;  // cancelled when its turn comes
    bool given = false;
  };
  struct Waiting {
    std::weak_ptr<Ticket> ticket;  // the coroutine owns it
    int messages;
  };
  struct Account {
    int reading = 0;
    std::deque<Waiting> waiting;
  };
  enum class Outcome : std::uint8_t { done, waits_for_itself, waits_for_room };

  void take(Account& account, int messages);
  void leave(UserId user, int messages);
  void give_turns();
  [[nodiscard]] Outcome give_turn(Account& account);
  void forget_if_idle(UserId user);

  int free_ = kMost;
  std::unordered_map<UserId, Account> accounts_;  // that read or wait
  std::deque<UserId> in_line_;                    // those that wait, the next one first
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
