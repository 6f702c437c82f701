// Chats, and a chat as one of its members sees it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "model/message.hpp"
#include "model/user.hpp"

namespace asq {

enum class ChatType : std::uint8_t { direct = 0, group = 1 };
enum class Role : std::uint8_t { member = 0, admin = 1, owner = 2 };

// Above this many members a Chat names none of them (participant_ids is left out).
inline constexpr std::int64_t kMaxListedParticipants = 1000;

// A person in a chat, as every other member sees it.
struct Member {
  User user;
  Role role = Role::member;
  Timestamp joined_at;
  Seq read_seq;  // the marker: read up to here
};

// What one person is in one chat, with what the hot path needs to know of the chat.
struct Membership {
  ChatType type = ChatType::direct;
  Role role = Role::member;
  bool admins_only_invite = false;  // the group's setting: only admins add people
  Seq last_seq;                     // of the chat
};

struct Chat {
  ChatId id;
  ChatType type = ChatType::direct;
  std::string name;  // a group's name; of a direct chat the other person's username
  UserId creator_id;
  std::optional<std::vector<UserId>>
      participant_ids;  // ascending; nullopt above kMaxListedParticipants
  std::int64_t member_count = 0;
  Timestamp created_at;
  Seq last_seq;
  // as the viewer sees it
  Seq read_seq;
  std::int64_t unread = 0;  // last_seq - max(read_seq, joined_seq)
  std::optional<Message> last_message;
  Role role = Role::member;
  bool admins_only_invite = false;
};

// The answer to making a direct chat or adding a member: both may have been there already.
struct Created {
  Chat chat;             // as the actor sees it
  bool created = false;  // false: nothing changed
};

// A group's name and settings. What is absent stays as it is.
struct ChatChange {
  std::optional<std::string> name;
  std::optional<bool> admins_only_invite;
};

// A reader's marker in a chat.
struct ReadState {
  Seq read_seq;
  std::int64_t unread = 0;
};

}  // namespace asq
