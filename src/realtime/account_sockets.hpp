// The sockets of one account over all loops: at most so many, and whose sessions they are.
//
// Each hub knows its own. What takes all of them is a round: a question is posted to every loop,
// and the last one to answer decides. Rounds are rare, so an idle socket pays nothing for them; one
// costs the same however many sockets the account has.
// Threads: any, unless said otherwise.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/suspend.hpp"
#include "chat/open_sockets.hpp"
#include "realtime/opening.hpp"
#include "realtime/presence.hpp"

namespace asq::realtime {

class Hub;

class AccountSockets final : public chat::OpenSockets {
 public:
  // `most` of one account; 0: any number. `presence` counts them; those that it doesn't know yet,
  // because they have not said hello, are counted here.
  AccountSockets(const PresenceTracker& presence, std::int64_t most)
      : presence_(presence), most_(most) {}

  // Before the loops run. The hub outlives its loop's work.
  void add(Hub& hub) { hubs_.push_back(&hub); }
  // For a socket that is being opened.
  [[nodiscard]] Opening next_opening() {
    return static_cast<Opening>(openings_.fetch_add(1, std::memory_order_relaxed));
  }
  // A socket of the account has begun to count in presence. Beyond the bound the account's oldest
  // socket, of whichever kind and loop, closes with 4409.
  void enforce(UserId user);
  // A socket of the account is open and has yet to say hello. It counts from now on.
  void await_hello(UserId user);
  // It counts in presence now, or it is gone.
  void end_await(UserId user);

  [[nodiscard]] Task<Result<std::vector<SessionId>>> sessions_of(UserId user) override;

  // Ends all rounds. When the loops have stopped, and are still there: whoever waits for a round is
  // destroyed with it.
  void close();

 private:
  using Sessions = std::vector<SessionId>;
  struct Oldest;
  // The sessions that have been found by now.
  struct Round {
    std::size_t unasked = 0;  // loops
    Sessions found;
    Resume<Sessions> resume;
  };

  [[nodiscard]] bool too_many(UserId user) const;
  [[nodiscard]] std::int64_t awaited_of(UserId user) const;
  void ask_all(UserId user, Resume<Sessions> resume);
  void take_answer(std::uint64_t round, const Sessions& sessions);

  const PresenceTracker& presence_;
  const std::int64_t most_;
  std::vector<Hub*> hubs_;
  std::atomic<std::uint32_t> openings_{0};
  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, Round> rounds_;  // guarded by mutex_, as what follows
  std::uint64_t next_round_ = 0;
  bool closed_ = false;
  // Sockets that have not said hello. They have 10 s, so these are few.
  std::unordered_map<UserId, std::int64_t> awaited_;
};

}  // namespace asq::realtime
