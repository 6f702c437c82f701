// Who hears what of the log: entries turned into events, as one person may hear them now.
//
// What a person hears of a chat lies within the membership: from the event by which they joined on.
// After a removal only that is left of it; having joined again, only what follows the new joining.
// An event carries its object as it is now. What has ceased to concern the person is left out.
// Threads: the one that runs the read.
#pragma once

#include <cstddef>
#include <vector>

#include "model/replay.hpp"
#include "store/snapshot.hpp"

namespace asq::chat {

struct Loaded {
  std::vector<LoggedEvent> events;
  std::size_t positions = 0;  // that these are the events of, from the first on
};

// The events at these positions (of Snapshot::missed(), ascending). Ends behind the event that
// brings the texts to `text_bytes` or more.
[[nodiscard]] Loaded load_events(store::Snapshot& rows, UserId viewer,
                                 const std::vector<LogPosition>& positions, std::size_t text_bytes);

}  // namespace asq::chat
