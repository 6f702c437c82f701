// Who asks for a change, and from which session.
#pragma once

#include <optional>

#include "model/ids.hpp"

namespace asq::store {

// One of two, and which of them is always spelled out: a UserId alone is no Actor, so that no
// change forgets the session that it was authorised by.
struct Actor {
  // A person in a session: a verb is refused (unauthenticated) if that has ended by the time of its
  // transaction, so that nothing that was authorised before a logout commits after it.
  Actor(UserId user, SessionId session) : user_id(user), session_id(session) {}

  // For the person, in the operator's name: no session is asked for, and no logout stops it.
  [[nodiscard]] static Actor without_session(UserId user) { return Actor(user); }

  UserId user_id;
  std::optional<SessionId> session_id;

 private:
  explicit Actor(UserId user) : user_id(user) {}
};

}  // namespace asq::store
