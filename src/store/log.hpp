// The one log of changes: what a person has missed, from the disk, exactly.
//
// Every lasting change has a position, in commit order, and knows the position of the one before it
// in its chat (of a profile: of that person). A row is small: it names what changed, and the texts
// stay where they are, so a replayed event carries its object as it is now.
// What a person hears of a chat lies within the membership: from the event by which they joined on.
// After a removal only that is left of it; having joined again, only what follows the new joining.
// Threads, and the errors that any verb may have: as in accounts.hpp.
#pragma once

#include <cstdint>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/replay.hpp"

namespace asq::store {

struct Missed {
  Standing standing;
  // No replay, positions and markers are left empty: more than kMaxMissed; or `since` is behind the
  // head of the snapshot.
  bool too_many = false;
  bool from_future = false;
  std::vector<LogPosition> positions;  // of the person's own events behind `since`, ascending
  // Markers in the person's chats that moved behind `since`, ascending by position. Some that moved
  // up to a few seconds before it are among them: their events had perhaps not left yet.
  std::vector<MovedMarker> markers;
};

struct Loaded {
  std::vector<LoggedEvent> events;
  std::size_t positions = 0;  // that these are the events of, from the first on
};

class LogStore {
 public:
  virtual ~LogStore() = default;

  // The log's own mark, made with the database; a restored backup gets another. From memory.
  [[nodiscard]] virtual std::uint64_t epoch() const = 0;
  // The position of the newest committed change, marker moves included. From memory.
  [[nodiscard]] virtual LogPosition head() const = 0;

  virtual Task<Result<Standing>> standing(UserId user) = 0;
  // Costs what was missed and the number of the person's chats, not what others did meanwhile.
  // What a position is compared with is the snapshot's head, never head(): a reader may have shown
  // a commit whose writer has not come to saying so.
  // A changed profile is missed by who shares a chat, or shared one until after the change.
  virtual Task<Result<Missed>> missed(UserId user, LogPosition since) = 0;
  // The events at these positions (of missed(), ascending), as that person may hear them now: what
  // has ceased to concern the person is left out. In one snapshot. It ends behind the event that
  // brings the texts to `text_bytes` or more.
  virtual Task<Result<Loaded>> load(UserId user, std::vector<LogPosition> positions,
                                    std::size_t text_bytes = SIZE_MAX) = 0;
  // Those of `others` who share a chat with the user (oneself is among them), in their order.
  virtual Task<Result<std::vector<UserId>>> sharing(UserId user, std::vector<UserId> others) = 0;
};

}  // namespace asq::store
