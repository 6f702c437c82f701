// How much is read from the store at a time, on one loop: what has been read waits in memory until
// the loop has written it down, and many who ask at once would fill it, and keep the store's
// readers from everybody else. Who finds no room waits; accounts get theirs one after the other,
// however much one of them asks for, and of one account it is first come, first served.
// Threads: its loop's. It outlives its Turns; a coroutine that waits may go with its loop.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/task.hpp"
#include "model/ids.hpp"

namespace asq::realtime {

class ReadTurns {
 public:
  // In whatever is counted: messages, pages.
  struct Bounds {
    int most;         // at a time
    int most_of_one;  // of one account, unless it asks for more at once
  };

  explicit ReadTurns(const Bounds& bounds) : bounds_(bounds), free_(bounds.most) {}

  // Lasts until it is destroyed.
  class Turn {
   public:
    Turn(Turn&& other) noexcept
        : turns_(std::exchange(other.turns_, nullptr)),
          user_(other.user_),
          amount_(other.amount_) {}
    Turn& operator=(Turn&&) = delete;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->leave(user_, amount_);
    }

   private:
    friend class ReadTurns;
    Turn(ReadTurns& turns, UserId user, int amount)
        : turns_(&turns), user_(user), amount_(amount) {}

    ReadTurns* turns_;
    UserId user_;
    int amount_;
  };

  // When there is room for so much of that account; for more than there is when nobody else reads.
  [[nodiscard]] Task<Turn> next(UserId user, int amount);

 private:
  struct Ticket {
    boost::asio::steady_timer timer;  // cancelled when its turn comes
    bool given = false;
  };
  struct Waiting {
    std::weak_ptr<Ticket> ticket;  // the coroutine owns it
    int amount;
  };
  struct Account {
    int reading = 0;
    std::deque<Waiting> waiting;
  };
  enum class Outcome : std::uint8_t { done, waits_for_itself, waits_for_room };

  void take(Account& account, int amount);
  void leave(UserId user, int amount);
  void give_turns();
  [[nodiscard]] Outcome give_turn(Account& account);
  void forget_if_idle(UserId user);

  [[nodiscard]] bool fits(const Account& account, int amount) const {
    return account.reading == 0 || account.reading + amount <= bounds_.most_of_one;
  }

  const Bounds bounds_;
  int free_;
  std::unordered_map<UserId, Account> accounts_;  // that read or wait
  std::deque<UserId> in_line_;                    // those that wait, the next one first
};

}  // namespace asq::realtime
