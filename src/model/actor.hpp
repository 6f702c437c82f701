// Who asks for a change, and from which session.
#pragma once

#include <optional>

#include "model/ids.hpp"

namespace asq {

// One of two, and which of them is always spelled out: a UserId alone does not make an Actor, so
// no change can forget the session that authorised it.
struct Actor {
  // A person in a session. A change is refused (unauthenticated) if that session has ended by the
  // time of its transaction, so nothing authorised before a logout commits after it.
  Actor(UserId user, SessionId session) : user_id(user), session_id(session) {}

  // The operator acting for that person: no session is checked, and no logout stops it.
  [[nodiscard]] static Actor without_session(UserId user) { return Actor(user); }

  UserId user_id;
  std::optional<SessionId> session_id;

 private:
  explicit Actor(UserId user) : user_id(user) {}
};

}  // namespace asq
