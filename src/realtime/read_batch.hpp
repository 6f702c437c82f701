// Read markers on their way to the sockets: at most one telling a second and chat, in which only
// the newest move of each reader counts.
//
// The first move in a chat is told at once; what follows within a second is kept and told together.
// It bounds itself: a chat that was quiet for a second is forgotten, and of a busy one it holds one
// number per reader. Pure. Threads: its loop's.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/replay.hpp"

namespace asq::realtime {

class ReadBatch {
 public:
  static constexpr std::chrono::seconds kBetween{1};

  // True: tell it now. False: take_due() gives it when its time has come. `room`: something may be
  // told now.
  [[nodiscard]] bool add(const MovedMarker& moved, SteadyTime now, bool room = true);
  // What is to be told now, a chat's moves one after the other.
  [[nodiscard]] std::vector<MovedMarker> take_due(SteadyTime now);
  // When take_due() has something next; nullopt: nothing is kept.
  [[nodiscard]] std::optional<SteadyTime> next_due() const;

  [[nodiscard]] std::size_t chats() const { return chats_.size(); }

 private:
  struct Recent {  // a chat in the second after something was told of it
    SteadyTime due;
    std::unordered_map<UserId, MovedMarker> kept;
  };
  struct DueChat {
    SteadyTime due;
    ChatId chat;
  };

  void forget_quiet(SteadyTime now);

  std::unordered_map<ChatId, Recent> chats_;
  std::deque<DueChat> due_chats_;                 // one for each of chats_, the next due first
  std::set<std::pair<SteadyTime, ChatId>> kept_;  // chats of which something is kept
};

}  // namespace asq::realtime
