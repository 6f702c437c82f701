// Who is there: a person is online while one of their sockets is open, whichever kind, away when
// nothing has been said on any of them for 5 minutes, else offline. In memory only, so after a
// start nobody has been seen.
//
// The bus carries each change, those of one person in their order.
// Threads: any. One lock per share of the people; the bus is called under it, which only hands on.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <unordered_map>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "model/event.hpp"
#include "net/loop.hpp"

namespace asq::realtime {

class PresenceTracker final : public net::Sweepable {
 public:
  static constexpr std::chrono::minutes kAwayAfter{5};
  // People that are gone and of whom it is still known when they were last seen; those who left
  // first are forgotten first.
  static constexpr std::size_t kRemembered = 65'536;

  PresenceTracker(bus::Bus& bus, const Clock& clock) : bus_(bus), clock_(clock) {}

 private:
  struct Entry {
    Presence presence;
    int sockets = 0;
    SteadyTime active_at;
  };
  using Entries = std::list<Entry>;

 public:
  // One open socket that counts for its person. Good until leave().
  using Attendance = Entries::iterator;

  // A socket of the person is open; that of a person, once it has said hello.
  [[nodiscard]] Attendance enter(UserId user);
  // A command has come on it.
  void touch(Attendance attendance);
  // It is gone.
  void leave(Attendance attendance);
  [[nodiscard]] Presence of(UserId user) const;

  // Finds who has become away.
  void sweep(SteadyTime now) override;

 private:
  static constexpr std::size_t kShares = 16;
  struct Share {
    mutable std::mutex mutex;
    Entries online;  // the longest quiet first
    Entries away;
    Entries offline;  // the longest gone first
    std::unordered_map<UserId, Attendance> people;
  };

  [[nodiscard]] Share& share_of(UserId user) {
    return shares_[static_cast<std::size_t>(user.value()) % kShares];
  }
  void become(Share& share, Attendance attendance, PresenceState state);
  [[nodiscard]] static Entries& list_of(Share& share, PresenceState state);

  bus::Bus& bus_;
  const Clock& clock_;
  std::array<Share, kShares> shares_;
};

}  // namespace asq::realtime
