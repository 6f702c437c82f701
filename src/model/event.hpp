// What happened, as the store commits it and the bus carries it: in commit order, immutable,
// shared.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "base/frame.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"

namespace asq {

struct MessageAppended {
  Message message;
};

// A session ended by logout, revocation, password change or disabling: its sockets close.
struct SessionEnded {
  SessionId session_id;
  UserId user_id;
};

struct Event {
  std::variant<MessageAppended, SessionEnded> what;
  LazyFrame chat_form;  // the frame of a chat's socket, encoded on first need
};

// The events of one commit, in commit order.
using EventBatch = std::shared_ptr<const std::vector<std::shared_ptr<const Event>>>;

}  // namespace asq
