// How far one person's socket has followed the log, and what it still has to get. These are the
// rules of realtime/person_feed, without its socket and its store. Pure. Threads: its feed's.
//
//   silent        --(start_at, resume_from)--> walking
//   walking       --(finish_walk: nothing is pending)--> live
//   live          --(needs_walk: only the store can tell)--> walking
//   walking, live --(outbox_full)--> waiting --(outbox_drained)--> walking
//   any           --(close)--> closed
//
// Three positions of the log are enough. Each event up to `delivered` is in the outbox, or the
// client loads it with its lists. `pending` is the newest position that still has to come from the
// store; there is none while it is not greater than `delivered`. Each marker that moved up to
// `markers` came from the store. The bus and the store's snapshots bring the same changes by
// different ways, and either may be ahead of the other. So these races exist:
//
// clang-format off
//    1  The store brings an event before the bus.          Delivered already: skip it.
//    2  The bus brings an event during a walk.             Pending: walk again at the end.
//    3  ... and the snapshot of this walk holds it.        Delivered at the end: go live.
//    4  The bus brings ten events during a walk.           One more walk brings all ten.
//    5  A live feed hears of an event that only the        Walk. Later events wait for it, so the
//       store can tell, such as chat_added.                order stays.
//    6  Another socket makes the person's chats known,     Pending up to that snapshot, for a live
//       by a newer snapshot (PersonIndex).                 feed too.
//    7  The outbox is full in the middle of a page.        `delivered` is the last one that fitted:
//                                                          go on from there.
//    8  A live event finds the outbox full.                Pending. Later events wait, even if they
//                                                          would fit.
//    9  The outbox drains before the feed has begun        The phase says so: do not wait.
//       to wait.
//   10  The bus brings a marker after the store did.       Skip it.
//   11  A marker passes live. It may be up to a second     `markers` stays: a walk may repeat a
//       late, so an older one may follow it.               marker, and never skips one.
//   12  A marker from before `delivered` finds the         Nothing is pending, yet the feed walks:
//       outbox full.                                       Snapshot::missed() reaches back some
//                                                          seconds for markers.
//   13  The store has too much to replay.                  `resync` stands for everything up to the
//                                                          head, markers too.
//   14  `live` itself finds the outbox full.               It stays due: walk, then say it.
//   15  The socket closes during a walk.                   Closed is the end: nothing is passed on,
//                                                          no walk begins.
// clang-format on
#pragma once

#include <algorithm>
#include <cstdint>

#include "model/ids.hpp"

namespace asq::realtime {

class Progress {
 public:
  // Where the client begins, once. `head`: it loads everything up to there itself.
  void start_at(LogPosition head) {
    phase_ = Phase::walking;
    delivered_ = markers_ = head;
  }
  // It has every event up to `since`, and perhaps not every marker.
  void resume_from(LogPosition since) {
    phase_ = Phase::walking;
    delivered_ = since;
  }

  // ---- The hub brings something.

  // True: offer the event to the outbox now, then call delivered() or missed().
  [[nodiscard]] bool takes_event(LogPosition position) {
    if (position <= delivered_) return false;
    if (live()) return true;
    missed(position);
    return false;
  }
  // The same for the move of a marker, with nothing to call if the outbox takes it.
  [[nodiscard]] bool takes_marker(LogPosition position) {
    if (position <= markers_) return false;
    if (live()) return true;
    missed(position);
    return false;
  }
  // Only the store can tell what happened up to `position`. True: a live feed has to walk now.
  [[nodiscard]] bool needs_walk(LogPosition position) {
    if (position <= delivered_) return false;
    missed(position);
    if (!live()) return false;
    phase_ = Phase::walking;
    return true;
  }

  // ---- The outbox answers.

  // It has the event, live or from the store, and all before it.
  void delivered(LogPosition position) { delivered_ = position; }
  // It had no room for it.
  void missed(LogPosition position) { pending_ = std::max(pending_, position); }
  void outbox_full() { phase_ = Phase::waiting; }
  // True: whoever waits for room can go on.
  bool outbox_drained() {
    if (!waiting()) return false;
    phase_ = Phase::walking;
    return true;
  }

  // ---- A walk brings something.

  // Markers of a walk come in ascending order. A later walk gives some of them again.
  [[nodiscard]] bool lacks_marker(LogPosition position) const { return position > markers_; }
  void marker_delivered(LogPosition position) { markers_ = position; }
  // The outbox has everything up to the head of the walk's snapshot, or the `resync` instead.
  void reached_head(LogPosition head) { delivered_ = markers_ = head; }
  // At the end of a walk. True: the feed is live. False: something newer is pending, walk again.
  [[nodiscard]] bool finish_walk() {
    if (pending_ > delivered_) return false;
    phase_ = Phase::live;
    return true;
  }

  // The client hears `live` once.
  [[nodiscard]] bool owes_live() const { return owes_live_; }
  void live_said() { owes_live_ = false; }

  void close() { phase_ = Phase::closed; }

  [[nodiscard]] bool walking() const { return phase_ == Phase::walking; }
  [[nodiscard]] bool waiting() const { return phase_ == Phase::waiting; }
  [[nodiscard]] bool live() const { return phase_ == Phase::live; }
  [[nodiscard]] bool closed() const { return phase_ == Phase::closed; }
  // Where the next walk begins.
  [[nodiscard]] LogPosition delivered_up_to() const { return delivered_; }
  [[nodiscard]] LogPosition markers_up_to() const { return markers_; }

 private:
  enum class Phase : std::uint8_t { silent, walking, waiting, live, closed };

  LogPosition delivered_;
  LogPosition pending_;
  LogPosition markers_;
  Phase phase_ = Phase::silent;
  bool owes_live_ = true;
};

}  // namespace asq::realtime
