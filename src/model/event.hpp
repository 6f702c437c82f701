// What happened, as the store commits it and the bus carries it: in commit order, immutable,
// shared.
//
// An event has a position in the log, or it passes (Typing, PresenceChanged, a session's expiry)
// and has none. Clients can catch up on a lasting event, because the log keeps a row of it. The
// move of a marker and the beginning and end of a session take a position but no row: they keep
// every node's memory true in the right order. No client is shown the events of sessions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/frame.hpp"
#include "model/chat.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "model/user.hpp"

namespace asq {

// ---- lasting, in a chat

struct MessageAppended {
  Message message;
};

// The message as it is after the change.
struct MessageChanged {
  enum class How : std::uint8_t { edited, deleted, reaction };
  How how = How::edited;
  Message message;
};

// A chat with its first members, all of which it is new to.
struct ChatCreated {
  ChatId chat_id;
  std::vector<UserId> members;
  UserId by;
};

// Its name or settings; what it is now each viewer sees in its own way.
struct ChatUpdated {
  ChatId chat_id;
  UserId by;
};

// The chat and everything in it is gone, for all its members.
struct ChatDeleted {
  ChatId chat_id;
  UserId by;
};

// `user` is a member from here on (again, perhaps); added by somebody, or come by an invitation
// (by == user.id). To that person it is a chat that was added.
struct MemberAdded {
  ChatId chat_id;
  User user;
  Role role = Role::member;
  UserId by;
};

// Removed, or left (by == user_id). To that person it is a chat that was removed.
struct MemberRemoved {
  ChatId chat_id;
  UserId user_id;
  UserId by;
  Role role = Role::member;  // that the person had
};

struct MemberRoleChanged {
  ChatId chat_id;
  UserId user_id;
  Role role = Role::member;
  UserId by;
};

// ---- lasting, of a person

// The public profile as it is now; concerns everybody who shares one of `chats`.
struct UserUpdated {
  User user;
  std::vector<ChatId> chats;
};

// ---- positions without a row

// A read marker moved by a read (not by the person's own send, which its message says already).
struct MarkerMoved {
  ChatId chat_id;
  UserId user_id;
  Seq seq;
};

// A session is new, or was refreshed: it lives until `expires_at`.
struct SessionBegan {
  SessionId session_id;
  UserId user_id;
  Timestamp expires_at;
};

// A session ended by logout, revocation, password change or disabling: its sockets close. Without a
// position it passes: the session has expired, which every node sees by its own clock.
struct SessionEnded {
  SessionId session_id;
  UserId user_id;
};

// ---- passing

struct Typing {
  ChatId chat_id;
  UserId user_id;
};

enum class PresenceState : std::uint8_t { offline, away, online };

struct Presence {
  UserId user_id;
  PresenceState state = PresenceState::offline;
  std::optional<Timestamp> last_seen;  // not known: nobody has seen that person since the start
};

struct PresenceChanged {
  Presence presence;
};

using Change = std::variant<MessageAppended, MessageChanged, ChatCreated, ChatUpdated, ChatDeleted,
                            MemberAdded, MemberRemoved, MemberRoleChanged, UserUpdated, MarkerMoved,
                            SessionBegan, SessionEnded, Typing, PresenceChanged>;

struct Event {
  Change what;
  LogPosition position;   // 0 for what passes
  LazyFrame chat_form;    // the frame of a chat's socket, encoded on first need
  LazyFrame person_form;  // the frame of a person's socket, where it is the same for every viewer
};

// The events of one commit, in commit order.
using EventBatch = std::shared_ptr<const std::vector<std::shared_ptr<const Event>>>;

// What passes, ready for the bus.
[[nodiscard]] inline EventBatch passing(std::vector<Change> changes) {
  std::vector<std::shared_ptr<const Event>> events;
  for (Change& change : changes) {
    auto event = std::make_shared<Event>();
    event->what = std::move(change);
    events.push_back(std::move(event));
  }
  return std::make_shared<const std::vector<std::shared_ptr<const Event>>>(std::move(events));
}
[[nodiscard]] inline EventBatch passing(Change change) {
  std::vector<Change> alone;
  alone.push_back(std::move(change));
  return passing(std::move(alone));
}

}  // namespace asq
