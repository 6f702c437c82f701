// Who acts: an authenticated person in a live session.
#pragma once

#include "model/ids.hpp"

namespace asq::chat {

struct Caller {
  UserId user_id;
  SessionId session_id;
};

}  // namespace asq::chat
