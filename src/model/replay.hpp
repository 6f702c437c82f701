// What one person missed, as the log tells it afterwards.
#pragma once

#include <cstddef>
#include <variant>
#include <vector>

#include "model/chat.hpp"
#include "model/event.hpp"
#include "model/ids.hpp"

namespace asq {

// If a person missed more events than this, none are replayed: the client loads its lists anew.
inline constexpr std::size_t kMaxMissed = 10'000;

// ---- a lasting event as one person hears it

struct ChatAdded {
  Chat chat;  // created with the person in it, added to it, joined again
};
struct ChatChanged {
  Chat chat;
};
struct ChatRemoved {
  ChatId chat_id;  // left, removed, or the chat was deleted
};

struct LoggedEvent {
  LogPosition position;
  std::variant<MessageAppended, MessageChanged, ChatAdded, ChatChanged, ChatRemoved, MemberAdded,
               MemberRemoved, MemberRoleChanged, UserUpdated>
      what;  // UserUpdated::chats stays empty here
};

// A read marker and the position of its newest move.
struct MovedMarker {
  LogPosition position;
  MarkerMoved marker;
};

// Where a person stands, in one snapshot.
struct Standing {
  LogPosition head;           // the snapshot holds exactly what was committed up to here
  std::vector<ChatId> chats;  // the person's chats, in any order
};

}  // namespace asq
