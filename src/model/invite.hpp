// Invitations: links by which people join a group, begin a direct chat, or make an account.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "model/ids.hpp"

namespace asq {

// So many live ones can there be for one group, and so many in person by one account.
inline constexpr int kMaxLiveInvites = 100;

struct Invite {
  InviteId id = {};
  // Of a group. Without one: in person, which opens the direct chat with its maker; or, if it has
  // no maker either, only for making an account.
  std::optional<ChatId> chat_id = {};
  std::optional<UserId> created_by = {};  // nullopt: the operator
  Timestamp created_at = {};
  std::optional<Timestamp> expires_at = {};
  std::int64_t uses = 0;
  std::optional<std::int64_t> max_uses = {};
  // The log's newest position when it was made: who left later may not come back by it.
  LogPosition position = {};
  bool ended = false;  // used up, ended by somebody, or expired and noticed since; for ever

  bool operator==(const Invite&) const = default;
};

// How one is made.
struct InviteTerms {
  std::optional<ChatId> chat_id = {};
  std::optional<std::int64_t> expires_in = {};  // seconds; nullopt: never
  std::optional<std::int64_t> max_uses = {};
};

[[nodiscard]] inline bool is_in_person(const Invite& invite) {
  return !invite.chat_id && invite.created_by;
}

}  // namespace asq
