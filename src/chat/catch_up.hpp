// A person's catch-up: everything missed behind a cursor, in the log's order. The one code behind
// the socket of a person (realtime/person_feed) and GET /chat/sync.
//
//   CatchUp catch_up(store, user, since);
//   co_await catch_up.begin();                       // what was missed
//   while (!catch_up.done()) co_await catch_up.next(200);
//   // everything up to catch_up.head() has been given
//
// Markers stand before the events that were committed after they moved, so that a client cut off in
// the middle, whose cursor is that of the last event it heard, has missed none.
// Threads: one coroutine at a time; outlives what it awaits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/cursor.hpp"
#include "model/replay.hpp"
#include "store/store.hpp"

namespace asq::chat {

// Where a resume begins; nullopt: it can't, for the cursor is damaged, or of another epoch. Whether
// it is from the future only a snapshot can say: CatchUp::resumes().
[[nodiscard]] std::optional<LogPosition> resume_position(const store::Store& store,
                                                         std::string_view cursor);

using Replayed = std::variant<LoggedEvent, MovedMarker>;

class CatchUp {
 public:
  CatchUp(store::Store& store, UserId user, LogPosition since)
      : store_(store), user_(user), since_(since) {}

  // Before all else. Errors: those of the store.
  [[nodiscard]] Task<Result<void>> begin();
  // The same in several reads, for who takes turns with others: until it has begun. What failed may
  // be asked again.
  [[nodiscard]] Task<Result<void>> begin_some();
  [[nodiscard]] bool begun() const { return found_ && !missed_.moved.up_to; }
  // False: there is nothing to give, and the client loads its lists: more was missed than is
  // replayed, or the position is from the future.
  [[nodiscard]] bool resumes() const { return !missed_.too_many && !missed_.from_future; }
  // Of the snapshot: the head of the log, and the person's chats.
  [[nodiscard]] const Standing& standing() const { return missed_.standing; }
  [[nodiscard]] LogPosition head() const { return missed_.standing.head; }

  // The next events, at most `limit` of them, with the markers that moved before them; the last
  // call gives the markers behind the last event, too. What has ceased to concern the person since
  // is left out, so it may be empty before it is done. It ends behind the event that brings the
  // texts to `text_bytes` or more.
  [[nodiscard]] Task<Result<std::vector<Replayed>>> next(std::size_t limit,
                                                         std::size_t text_bytes = SIZE_MAX);
  // What follows `told`, and markers that moved behind `marker_told`, are to be given again.
  void go_back(LogPosition told, LogPosition marker_told);
  [[nodiscard]] bool done() const {
    return at_ == missed_.positions.size() && marker_ == markers_.size();
  }
  // How far what was given reaches: the cursor to go on from. head() when done.
  [[nodiscard]] LogPosition reached() const;

 private:
  [[nodiscard]] Task<Result<void>> find_missed();
  [[nodiscard]] Task<Result<void>> load_more_markers();
  void take_markers_up_to(LogPosition position, std::vector<Replayed>& out);

  store::Store& store_;
  UserId user_;
  LogPosition since_;
  store::Missed missed_;
  bool found_ = false;                // missed_ is there
  std::vector<MovedMarker> markers_;  // ascending by position, once it has begun
  std::size_t at_ = 0;                // in missed_.positions
  std::size_t marker_ = 0;            // in markers_
};

}  // namespace asq::chat
