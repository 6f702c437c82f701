// All live sessions in memory, so that every request can ask.
// Threads: any (one lock; requests share it).
#pragma once

#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <vector>

#include "model/event.hpp"

namespace asq::store {

class SessionCache {
 public:
  // The session exists, has neither ended nor expired, and belongs to `owner`.
  [[nodiscard]] bool live(SessionId id, UserId owner, Timestamp now) const;
  // At most `most` sessions that have expired, each once. One that is put again is new.
  [[nodiscard]] std::vector<SessionEnded> take_expired(Timestamp now, std::size_t most);

  // Ends it here although the store could not take its end: nobody goes on with it, and
  // take_expired() gives it out. Only its end in the log, or a restart, forgets that.
  void end(SessionId id, UserId owner);
  [[nodiscard]] bool ended(SessionId id) const;

  // Sessions begin and end with their events. Events come in the order of the log.
  void apply(const Event& event);
  // For the sessions that are there when the store opens.
  void put(const SessionBegan& session);

 private:
  struct Apply;
  void erase(SessionId id);

  struct Entry {
    UserId owner;
    Timestamp expires_at;
    bool taken = false;  // by take_expired()
  };
  mutable std::shared_mutex mutex_;
  std::unordered_map<SessionId, Entry> sessions_;
  Timestamp next_due_ = Timestamp::max();  // none expires before it, but those taken
};

}  // namespace asq::store
