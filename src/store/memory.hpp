// What a node knows without asking the disk: who is logged in, and who is in which chat. The tail
// keeps it true by events, so it is never behind a change that was acknowledged or heard of.
// Threads: any; each part has its own lock, held for a look-up.
#pragma once

#include <cstddef>
#include <vector>

#include "base/clock.hpp"
#include "model/event.hpp"
#include "store/membership_cache.hpp"
#include "store/session_cache.hpp"

namespace asq::store {

class Memory {
 public:
  // Keeps memberships of about `chats` chats, the most recently used. `clock` outlives it.
  Memory(const Clock& clock, std::size_t chats) : clock_(clock), memberships_(chats) {}

  // True from the moment a login is acknowledged; false from the moment that is acknowledged which
  // ended the session, or from its expiry on.
  [[nodiscard]] bool session_lives(SessionId id, UserId owner) const {
    return sessions_.live(id, owner, clock_.now());
  }
  // At most `most` sessions whose expiry nobody has been told of yet. To be asked every few
  // seconds: nothing else happens when a session expires.
  [[nodiscard]] std::vector<SessionEnded> take_expired(std::size_t most) {
    return sessions_.take_expired(clock_.now(), most);
  }
  // The wall clock, as transactions have it.
  [[nodiscard]] Timestamp now() const { return clock_.now(); }
  [[nodiscard]] MembershipCache& memberships() { return memberships_; }
  [[nodiscard]] SessionCache& sessions() { return sessions_; }

  // An event of the log. By the tail, in the order of the log.
  void apply(const Event& event) {
    sessions_.apply(event);
    memberships_.apply(event);
  }

 private:
  const Clock& clock_;
  SessionCache sessions_;
  MembershipCache memberships_;
};

}  // namespace asq::store
