// A message, as everybody in its chat sees it.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "model/ids.hpp"

namespace asq {

struct Message {
  MessageId id;
  ChatId chat_id;
  Seq seq;
  UserId sender_id;
  std::string text;  // byte for byte as sent
  Timestamp timestamp;
  bool read = false;  // a member other than the sender has read up to it
  std::optional<std::string> client_id;
};

}  // namespace asq
