#include "chat/invite_rules.hpp"

#include <utility>
#include <vector>

#include "chat/joining.hpp"
#include "model/permissions.hpp"

namespace asq::chat {
namespace {

using store::Snapshot;
using store::Transaction;

constexpr InviteId kNewest{kMaxWireInteger};
// More than a list ever has that have not ended.
constexpr int kAllInvites = 2 * kMaxLiveInvites;

bool has_expired(const Invite& invite, Timestamp now) {
  return invite.expires_at && *invite.expires_at <= now;
}

// Those of the list in which an invitation stands that have not ended. Of the operator's without a
// chat there is none.
std::vector<Invite> list_of(Transaction& rows, const Invite& invite) {
  if (invite.chat_id) return rows.invites_of(*invite.chat_id, kNewest, kAllInvites);
  if (invite.created_by) return rows.invites_in_person(*invite.created_by, kAllInvites);
  return {};
}

// Its maker is disabled, or may not add people to the group any more.
bool rests(Snapshot& rows, const FoundInvite& found) {
  if (!found.created_by) return false;
  if (found.created_by->disabled) return true;
  if (!found.invite.chat_id) return false;
  const auto membership = rows.find_membership(*found.invite.chat_id, found.created_by->id);
  return !membership || !may(*membership, Action::invite);
}

}  // namespace

FoundInvite with_maker(Snapshot& rows, Invite invite) {
  auto maker = invite.created_by ? rows.find_user(*invite.created_by) : std::nullopt;
  return {invite, std::move(maker)};
}

bool is_over_for_good(Snapshot& rows, const FoundInvite& found, Timestamp now) {
  const Invite& invite = found.invite;
  if (invite.ended || has_expired(invite, now)) return true;
  if (invite.chat_id && !rows.find_group(*invite.chat_id)) return true;
  return invite.created_by && (!found.created_by || found.created_by->deleted);
}

bool is_over(Snapshot& rows, const FoundInvite& found, Timestamp now) {
  return is_over_for_good(rows, found, now) || rests(rows, found);
}

Result<FoundInvite> find_live_invite(Snapshot& rows, InviteId id, Timestamp now) {
  auto invite = rows.find_invite(id);
  if (!invite) return fail(ErrorCode::invite_over);
  auto found = with_maker(rows, *invite);
  if (is_over(rows, found, now)) return fail(ErrorCode::invite_over);
  return found;
}

bool may_register(Registrations registrations, const Invite* invite) {
  switch (registrations) {
    case Registrations::open: return true;
    case Registrations::invited: return invite != nullptr;
    case Registrations::closed: break;
  }
  return invite != nullptr && !invite->created_by;  // the operator's
}

std::optional<ChatId> joined_already(Transaction& rows, const Invite& invite, UserId user) {
  if (invite.chat_id) {
    return rows.find_place(*invite.chat_id, user) ? invite.chat_id : std::nullopt;
  }
  if (!invite.created_by) return std::nullopt;
  return rows.find_direct_chat(*invite.created_by, user);
}

Result<void> check_may_join(Transaction& rows, const Invite& invite, UserId user,
                            std::int64_t max_own_chats) {
  if (!invite.chat_id) return check_own_chats(rows, user, max_own_chats);
  const auto departure = rows.find_departure(*invite.chat_id, user);
  if (departure && (departure->removed || departure->position > invite.position)) {
    return fail(ErrorCode::left_before,
                "You left this group after the invitation was made, or were removed from it; an "
                "admin or the owner can add you again.");
  }
  return {};
}

std::optional<ChatId> join_by(Transaction& rows, const Invite& invite, const User& user) {
  Invite used = invite;
  used.uses += 1;
  used.ended = used.max_uses && used.uses >= *used.max_uses;
  rows.update_invite(used);
  if (invite.chat_id) {
    const Seq last_seq = rows.find_group(*invite.chat_id).value().last_seq;
    begin_membership(rows, user, {*invite.chat_id, last_seq, user.id});
    return invite.chat_id;
  }
  if (!invite.created_by) return std::nullopt;
  return begin_direct_chat(rows, user.id, *invite.created_by);
}

// Those that have expired since the last one was made are ended first: so of no list more than
// kMaxLiveInvites have not ended.
Result<void> check_room_for_invite(Transaction& rows, const Invite& invite) {
  std::vector<Invite> expired;
  int live = 0;
  for (const Invite& other : list_of(rows, invite)) {
    if (has_expired(other, invite.created_at)) {
      expired.push_back(other);
    } else {
      ++live;
    }
  }
  if (live >= kMaxLiveInvites) return fail(ErrorCode::too_many_invites);
  for (const Invite& other : expired) end_invite(rows, other);
  return {};
}

void end_invite(Transaction& rows, Invite invite) {
  invite.ended = true;
  rows.update_invite(invite);
}

}  // namespace asq::chat
