// Who acts: an authenticated person in a live session.
#pragma once

#include "model/actor.hpp"
#include "model/ids.hpp"

namespace asq::chat {

struct Caller {
  UserId user_id;
  SessionId session_id;

  // Acts in this session: the transaction of a change checks it again.
  operator Actor() const { return {user_id, session_id}; }
};

}  // namespace asq::chat
