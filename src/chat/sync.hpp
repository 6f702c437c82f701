// The catch-up of a client without a socket: GET /chat/sync, page by page.
// Threads: any loop; immutable after construction.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/catch_up.hpp"
#include "model/cursor.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct SyncPage {
  std::vector<Replayed> events;  // in the log's order
  Cursor cursor;                 // to go on from
  bool more = false;             // the next page has something already
  bool resumed = false;          // false: no events; the client loads its lists anew
};

class Sync {
 public:
  explicit Sync(store::Store& store) : store_(store) {}

  // What the caller missed behind `since`, at most `limit` events that last, and the markers that
  // moved before them. Where that can't be told (no cursor, one that is damaged, of another epoch
  // or from the future, too much missed): resumed = false, and the cursor at the head.
  [[nodiscard]] Task<Result<SyncPage>> page(Caller caller, std::optional<std::string> since,
                                            std::size_t limit);

 private:
  [[nodiscard]] SyncPage anew(LogPosition head) const;

  store::Store& store_;
};

}  // namespace asq::chat
