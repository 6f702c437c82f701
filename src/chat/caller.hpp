// Who acts: an authenticated person in a live session.
#pragma once

#include "model/actor.hpp"
#include "model/ids.hpp"

namespace asq::chat {

struct Caller {
  UserId user_id;
  SessionId session_id;

  // For the store, which asks for the session again inside the transaction.
  [[nodiscard]] Actor actor() const { return {user_id, session_id}; }
};

}  // namespace asq::chat
