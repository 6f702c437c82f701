// Who asks for a change, and from which session.
#pragma once

#include <optional>

#include "model/ids.hpp"

namespace asq::store {

// With a session: a verb is refused (unauthenticated) if that has ended by the time of its
// transaction, so that nothing that was authorised before a logout commits after it. Without one,
// which a bare UserId converts to, it acts for the person in the operator's name.
struct Actor {
  // NOLINTNEXTLINE(google-explicit-constructor): see above.
  Actor(UserId user, std::optional<SessionId> session = std::nullopt)
      : user_id(user), session_id(session) {}

  UserId user_id;
  std::optional<SessionId> session_id;
};

}  // namespace asq::store
