// A message, as everybody in its chat sees it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"

namespace asq {

// How many of those who reacted are named; the rest only count.
inline constexpr std::size_t kMaxNamedReactors = 20;
// Different emoji under one message.
inline constexpr std::int64_t kMaxReactionKinds = 64;

struct Reaction {
  std::string emoji;
  std::int64_t count = 0;
  std::vector<UserId> user_ids;  // the first kMaxNamedReactors, in the order of reacting
};

struct Message {
  MessageId id;
  ChatId chat_id;
  Seq seq;
  UserId sender_id;
  std::string text;  // byte for byte as sent or as last edited; empty when deleted
  Timestamp timestamp;
  bool read = false;  // a member other than the sender has read up to it
  std::optional<std::string> client_id = {};
  std::optional<Seq> reply_to = {};         // in the same chat; may be a tombstone by now
  std::optional<Timestamp> edited_at = {};  // later with every edit: it tells versions apart
  bool deleted = false;                     // a tombstone: it keeps its place, and nothing else
  std::vector<Reaction> reactions = {};     // in the order of their first
};

// Where a message stands.
struct MessageRef {
  ChatId chat_id;
  Seq seq;
};

// The answer to a send.
struct Receipt {
  Message message;         // as it is now; to who is no member any more: as it was sent
  bool duplicate = false;  // it was stored before, under the same client_id
};

}  // namespace asq
