// Who is there: a person is online while one of their sockets is open, whichever kind, away when
// nothing has been said on any of them for 5 minutes, else offline. In memory only, so after a
// start nobody has been seen.
//
// The bus carries each change, those of one person in their order. Of a person whose sockets come
// and go all the time it carries ten changes in ten seconds, and then the newest state.
// Threads: any. One lock per share of the people; the bus is called under it, which only hands on.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

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
  // So many changes of one person are told in so long a time.
  static constexpr int kTold = 10;
  static constexpr std::chrono::seconds kToldIn{10};

  PresenceTracker(bus::Bus& bus, const Clock& clock) : bus_(bus), clock_(clock) {}

 private:
  struct Entry {
    Presence presence;
    int sockets = 0;
    std::uint8_t told = 0;  // changes since told_since
    bool untold = false;    // the state of which nobody has been told; it is in Share::untold
    SteadyTime active_at;
    SteadyTime told_since;
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
  // How many of the person's sockets are open.
  [[nodiscard]] int sockets_of(UserId user) const;

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
    std::vector<UserId> untold;
  };

  [[nodiscard]] Share& share_of(UserId user) {
    return shares_[static_cast<std::size_t>(user.value()) % kShares];
  }
  void become(Share& share, Attendance attendance, PresenceState state);
  void tell(Share& share, Entry& entry);
  void tell_late(Share& share);
  [[nodiscard]] static Entries& list_of(Share& share, PresenceState state);

  bus::Bus& bus_;
  const Clock& clock_;
  std::array<Share, kShares> shares_;
};

}  // namespace asq::realtime
