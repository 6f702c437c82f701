#include "chat/invites.hpp"

#include <chrono>
#include <iterator>
#include <utility>

#include "auth/link_tokens.hpp"
#include "chat/invite_rules.hpp"
#include "chat/write_as.hpp"
#include "model/permissions.hpp"
#include "wire/list_cursor.hpp"

namespace asq::chat {
namespace {

using store::Snapshot;
using store::Transaction;

// What they cost the writer (docs/adr/0013-fair-shares.md).
constexpr std::int64_t kRowsOfMakingAnInvite = 3;
constexpr std::int64_t kRowsOfAccepting = 6;
constexpr std::int64_t kRowsOfAListedInvite = 3;  // with its group and its maker

// The maker of a direct chat's invitation needs nothing but an account.
Result<void> check_may_invite(Transaction& rows, std::optional<UserId> maker,
                              std::optional<ChatId> chat) {
  if (!maker) {
    if (chat && !rows.find_group(*chat)) return fail(ErrorCode::chat_not_found);
    return {};
  }
  if (!chat) {
    const auto user = rows.find_user(*maker);
    if (!user || user->deleted) return fail(ErrorCode::unauthenticated);
    return {};
  }
  const auto place = rows.find_place(*chat, *maker);
  if (!place) return fail(ErrorCode::chat_not_found);
  if (may(place->membership, Action::invite)) return {};
  return fail(refusal(place->membership, Action::invite));
}

Result<FoundInvite> create_invite(Transaction& rows, std::optional<UserId> maker,
                                  const InviteTerms& terms) {
  if (auto allowed = check_may_invite(rows, maker, terms.chat_id); !allowed) {
    return std::unexpected(std::move(allowed.error()));
  }
  Invite invite;
  invite.chat_id = terms.chat_id;
  invite.created_by = maker;
  invite.created_at = rows.now();
  if (terms.expires_in) {
    invite.expires_at = invite.created_at + std::chrono::seconds(*terms.expires_in);
  }
  invite.max_uses = terms.max_uses;
  if (auto room = check_room_for_invite(rows, invite); !room) {
    return std::unexpected(std::move(room.error()));
  }
  invite.id = rows.insert_invite(invite);
  return with_maker(rows, invite);
}

struct FoundPage {
  std::vector<FoundInvite> invites;
  std::optional<InviteId> last;  // where the next page begins; nullopt: there is none
};

// One more than asked for shows whether there is a next page.
Result<FoundPage> load_invites(Snapshot& rows, UserId viewer, const InviteListRequest& request,
                               InviteId before, Timestamp now) {
  if (request.chat_id) {
    const auto membership = rows.find_membership(*request.chat_id, viewer);
    if (!membership) return fail(ErrorCode::chat_not_found);
    if (!may(*membership, Action::remove_member)) {
      return fail(refusal(*membership, Action::remove_member));
    }
  }
  const int wanted = request.limit + 1;
  auto invites = request.chat_id ? rows.invites_of(*request.chat_id, before, wanted)
                                 : rows.invites_by(viewer, before, wanted);
  FoundPage page;
  if (std::ssize(invites) == wanted) {
    invites.pop_back();
    page.last = invites.back().id;
  }
  for (const Invite& invite : invites) {
    auto found = with_maker(rows, invite);
    if (!is_over_for_good(rows, found, now)) page.invites.push_back(std::move(found));
  }
  return page;
}

Result<InvitePreview> preview(Snapshot& rows, InviteId id, Timestamp now,
                              Registrations registrations) {
  auto found = find_live_invite(rows, id, now);
  if (!found) return std::unexpected(std::move(found.error()));
  const Invite& invite = found->invite;
  InvitePreview shown;
  if (invite.chat_id) shown.chat = rows.find_group(*invite.chat_id);
  shown.invited_by = std::move(found->created_by);
  shown.expires_at = invite.expires_at;
  shown.registers = may_register(registrations, &invite);
  return shown;
}

bool may_end(Transaction& rows, const Invite& invite, std::optional<UserId> actor) {
  if (!actor || invite.created_by == actor) return true;
  const auto place = invite.chat_id ? rows.find_place(*invite.chat_id, *actor) : std::nullopt;
  return place && may(place->membership, Action::remove_member);
}

// `actor`: nullopt: the operator. That of a disabled account would be good again.
Result<void> end_by(Transaction& rows, InviteId id, std::optional<UserId> actor) {
  auto invite = rows.find_invite(id);
  if (!invite || is_over_for_good(rows, with_maker(rows, *invite), rows.now())) {
    return fail(ErrorCode::invite_over, "This invitation is over already.");
  }
  if (!may_end(rows, *invite, actor)) {
    return fail(ErrorCode::forbidden,
                "Only its maker, and those who may remove members of the group, can end an "
                "invitation.");
  }
  end_invite(rows, *invite);
  return {};
}

// In the order of refusals: what is wrong with the request itself comes first.
Result<std::optional<Chat>> accept_invite(Transaction& rows, UserId actor, InviteId id,
                                          const InviteOptions& options, Toll* toll) {
  const auto user = rows.find_user(actor);
  if (!user || user->deleted) return fail(ErrorCode::unauthenticated);
  const auto invite = rows.find_invite(id);
  if (!invite) return fail(ErrorCode::invite_over);
  if (is_in_person(*invite) && invite->created_by == actor) return fail(ErrorCode::self_chat);
  if (const auto chat = joined_already(rows, *invite, actor)) return rows.find_chat(actor, *chat);
  if (is_over(rows, with_maker(rows, *invite), rows.now())) return fail(ErrorCode::invite_over);
  if (!invite->chat_id && !invite->created_by) return std::optional<Chat>();
  if (auto allowed = check_may_join(rows, *invite, actor, options.max_own_chats); !allowed) {
    return std::unexpected(std::move(allowed.error()));
  }
  if (auto paid = pay_to_join(toll, invite->chat_id); !paid) {
    return std::unexpected(std::move(paid.error()));
  }
  return rows.find_chat(actor, join_by(rows, *invite, *user).value());
}

}  // namespace

std::optional<InviteId> Invites::id_of(std::string_view token) const {
  const auto number = auth::verify_link_token(store_.link_secret(), auth::kInviteLabel, token);
  if (!number) return std::nullopt;
  return InviteId(*number);
}

std::string Invites::token_of(InviteId id) const {
  return auth::make_link_token(store_.link_secret(), auth::kInviteLabel, id.value());
}

Task<Result<ShownInvite>> Invites::create(InviteMaker maker, InviteTerms terms) {
  const auto user = maker ? std::optional(maker->user_id) : std::nullopt;
  auto verb = [user, terms](Transaction& rows) { return create_invite(rows, user, terms); };
  auto making =
      maker ? write_as<FoundInvite>(store_, "make invitation", *maker, std::move(verb),
                                    kRowsOfMakingAnInvite)
            : store_.write<FoundInvite>({"make invitation", Payer::server()}, std::move(verb));
  auto made = co_await std::move(making);
  if (!made) co_return std::unexpected(std::move(made.error()));
  std::string token = token_of(made->invite.id);
  co_return ShownInvite{made->invite, std::move(token), std::move(made->created_by)};
}

Task<Result<InvitePage>> Invites::list(Caller caller, InviteListRequest request, Timestamp now) {
  const UserId viewer = caller.user_id;
  const wire::PagedList list{.kind = wire::ListKind::invites,
                             .epoch = store_.epoch(),
                             .chat = request.chat_id.value_or(ChatId()),
                             .viewer = request.chat_id ? UserId() : viewer};
  InviteId before(kMaxWireInteger);
  if (request.cursor) {
    const auto place = wire::decode_list_cursor(list, *request.cursor);
    if (!place)
      co_return fail({{"cursor", "This must be the next_cursor of an earlier page of this list."}});
    before = InviteId(place->front());
  }
  const store::Work work{"list invitations", viewer, kRowsOfAListedInvite * request.limit};
  auto verb = [viewer, request = std::move(request), before, now](Snapshot& rows) {
    return load_invites(rows, viewer, request, before, now);
  };
  auto found = co_await store_.read<FoundPage>(work, std::move(verb));
  if (!found) co_return std::unexpected(std::move(found.error()));
  InvitePage page;
  for (FoundInvite& each : found->invites) {
    page.invites.push_back({each.invite, token_of(each.invite.id), std::move(each.created_by)});
  }
  if (found->last) page.next_cursor = wire::encode_list_cursor(list, {found->last->value()});
  co_return page;
}

Task<Result<InvitePreview>> Invites::look(Payer payer, std::string token, Timestamp now) {
  const auto id = id_of(token);
  if (!id) co_return fail(ErrorCode::invite_not_found);
  auto verb = [id = *id, now, registrations = options_.registrations](Snapshot& rows) {
    return preview(rows, id, now, registrations);
  };
  co_return co_await store_.read<InvitePreview>({"look at invitation", payer}, std::move(verb));
}

Task<Result<void>> Invites::end(InviteMaker actor, std::string token) {
  const auto id = id_of(token);
  if (!id) co_return fail(ErrorCode::invite_not_found);
  const auto user = actor ? std::optional(actor->user_id) : std::nullopt;
  auto verb = [id = *id, user](Transaction& rows) { return end_by(rows, id, user); };
  auto ending = actor ? write_as<void>(store_, "end invitation", *actor, std::move(verb))
                      : store_.write<void>({"end invitation", Payer::server()}, std::move(verb));
  co_return co_await std::move(ending);
}

Task<Result<std::optional<Chat>>> Invites::accept(Actor actor, std::string token, Toll* toll) {
  const auto id = id_of(token);
  if (!id) co_return fail(ErrorCode::invite_not_found);
  auto verb = [id = *id, user = actor.user_id, options = options_, toll](Transaction& rows) {
    return accept_invite(rows, user, id, options, toll);
  };
  co_return co_await write_as<std::optional<Chat>>(store_, "accept invitation", actor,
                                                   std::move(verb), kRowsOfAccepting);
}

}  // namespace asq::chat
