// Part of a chat's history: how it is asked for, and what comes back.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"

namespace asq {

// Messages around a place in a chat. The place need not exist (any more, or yet): the page is then
// the one closest to it.
struct WindowRequest {
  enum class Anchor : std::uint8_t {
    newest,  // the newest `limit`
    before,  // the `limit` that end right before `seq`
    after,   // the `limit` that begin right after `seq`
    around,  // `seq` in the middle, as far as both sides have messages
    at,      // around the first message of `time` or later
  };
  ChatId chat_id;
  Anchor anchor = Anchor::newest;
  Seq seq;
  Timestamp time;
  int limit = 50;
};

struct MessageWindow {
  std::vector<Message> messages;  // in reading order, oldest first
  bool has_older = false;
  bool has_newer = false;
};

}  // namespace asq
