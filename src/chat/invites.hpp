// Invitations: making, listing, looking at, accepting and ending them. What one is good for and
// what ends it: invite_rules.hpp. An account that is made with one: accounts.hpp.
//
// An invitation is named by its token (auth/link_tokens.hpp), which is a secret: anyone who has it
// may look at it and accept it. A token that this database did not give is invite_not_found, and
// costs no look-up. Threads: any loop; immutable after construction. Every change of somebody may
// also fail with unauthenticated (the session or the account has ended), and as Store::write()
// says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/caller.hpp"
#include "chat/registrations.hpp"
#include "chat/toll.hpp"
#include "model/chat.hpp"
#include "model/invite.hpp"
#include "model/payer.hpp"
#include "model/user.hpp"
#include "store/store.hpp"

namespace asq::chat {

// Who makes or ends one: somebody, or the operator.
using InviteMaker = std::optional<Actor>;
inline constexpr std::nullopt_t kOperator = std::nullopt;

// As those see it who may have its token.
struct ShownInvite {
  Invite invite;
  std::string token;
  std::optional<User> created_by;  // nullopt: the operator
};

// Those of one group, or one's own.
struct InviteListRequest {
  std::optional<ChatId> chat_id = {};
  int limit = 50;
  std::optional<std::string> cursor = {};  // a next_cursor; else invalid, field "cursor"
};

// Newest first. A page may be shorter than asked for, as those that have expired are left out of
// it. `next_cursor` is opaque, absent on the last page, and of this list only.
struct InvitePage {
  std::vector<ShownInvite> invites;
  std::optional<std::string> next_cursor;
};

// What somebody sees who has only the link.
struct InvitePreview {
  std::optional<store::GroupFacts> chat;
  std::optional<User> invited_by;  // nullopt: the operator
  std::optional<Timestamp> expires_at;
  bool registers = false;  // an account can be made with it
};

struct InviteOptions {
  Registrations registrations = Registrations::open;
  std::int64_t max_own_chats = 0;  // as in ChatOptions
};

class Invites {
 public:
  explicit Invites(store::Store& store, InviteOptions options = {})
      : store_(store), options_(options) {}

  // Of a group by who may invite to it, and by the operator; in person by everybody.
  // Errors: chat_not_found (of the operator's a direct chat too), direct_chat, forbidden,
  // too_many_invites.
  [[nodiscard]] Task<Result<ShownInvite>> create(InviteMaker maker, InviteTerms terms);
  // Those that live, and those of a disabled account, which would live again: one's own, or all of
  // a group, for who may remove its members.
  // Errors: invalid (cursor), chat_not_found, direct_chat, forbidden.
  [[nodiscard]] Task<Result<InvitePage>> list(Caller caller, InviteListRequest request,
                                              Timestamp now);
  // Uses nothing up. Errors: invite_not_found, invite_over.
  [[nodiscard]] Task<Result<InvitePreview>> look(Payer payer, std::string token, Timestamp now);
  // By its maker, of a group by who may remove members, and by the operator. For ever.
  // Errors: invite_not_found, invite_over, forbidden.
  [[nodiscard]] Task<Result<void>> end(InviteMaker actor, std::string token);
  // The chat that it leads to, in which the actor is from now on; nullopt: it leads to none, and
  // nothing is used up. Who is in that chat already gets it whatever has become of the invitation,
  // and uses nothing up. `toll`: asked only of one who joins, last of all, for the whole price; its
  // pay() is called, with 0 where nobody else hears of it. nullptr: it is free.
  // Errors: invite_not_found, self_chat (one's own in person), invite_over, left_before,
  // too_many_chats, rate_limited.
  [[nodiscard]] Task<Result<std::optional<Chat>>> accept(Actor actor, std::string token,
                                                         Toll* toll = nullptr);

  // Which invitation that is, live or over; at once.
  [[nodiscard]] std::optional<InviteId> id_of(std::string_view token) const;

 private:
  [[nodiscard]] std::string token_of(InviteId id) const;

  store::Store& store_;
  InviteOptions options_;
};

}  // namespace asq::chat
