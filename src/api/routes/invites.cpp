// Invitations: what their routes do, and their rows.
#include <utility>

#include "api/contract/examples.hpp"
#include "api/contract/invite_replies.hpp"
#include "api/contract/public_url.hpp"
#include "api/contract/requests_invites.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

InviteReply shown(const Call& call, chat::ShownInvite invite) {
  std::string url = invite_link(call.options.public_url, invite.token);
  return {std::move(invite), std::move(url)};
}

InviteTerms terms_of(std::optional<ChatId> chat, const ExpiresIn& expires_in,
                     const std::optional<MaxUses>& max_uses) {
  InviteTerms terms;
  terms.chat_id = chat;
  if (expires_in.value > 0) terms.expires_in = expires_in.value;
  if (max_uses) terms.max_uses = max_uses->value;
  return terms;
}

Task<Result<Reply<InviteReply>>> make_invite(Call& call, InviteTerms terms) {
  auto made = co_await call.services.invites.create(Actor(call.caller), terms);
  if (!made) co_return std::unexpected(std::move(made.error()));
  co_return Reply<InviteReply>{201, shown(call, std::move(*made))};
}

Task<Result<Reply<InviteReply>>> create_group_invite(Call& call, GroupInviteRequest request) {
  return make_invite(call, terms_of(request.chat_id.value, request.expires_in, request.max_uses));
}

Task<Result<Reply<InviteReply>>> create_invite(Call& call, InviteRequest request) {
  return make_invite(call, terms_of(std::nullopt, request.expires_in, request.max_uses));
}

Task<Result<Reply<InvitesReply>>> load_page(Call& call, chat::InviteListRequest list) {
  const Timestamp now = call.services.clock.now();
  auto page = co_await call.services.invites.list(call.caller, std::move(list), now);
  if (!page) co_return std::unexpected(std::move(page.error()));
  InvitesReply reply;
  for (chat::ShownInvite& invite : page->invites) {
    reply.invites.push_back(shown(call, std::move(invite)));
  }
  reply.next_cursor = std::move(page->next_cursor);
  co_return Reply<InvitesReply>{200, std::move(reply)};
}

Task<Result<Reply<InvitesReply>>> list_group_invites(Call& call, GroupInviteListQuery request) {
  chat::InviteListRequest list;
  list.chat_id = request.chat_id.value;
  list.limit = static_cast<int>(request.limit.value);
  if (request.cursor) list.cursor = std::move(request.cursor->value);
  return load_page(call, std::move(list));
}

Task<Result<Reply<InvitesReply>>> list_invites(Call& call, InviteListQuery request) {
  chat::InviteListRequest list;
  list.limit = static_cast<int>(request.limit.value);
  if (request.cursor) list.cursor = std::move(request.cursor->value);
  return load_page(call, std::move(list));
}

Task<Result<Reply<InvitePreviewReply>>> get_invite(Call& call, InviteTokenRequest request) {
  const Payer payer = client_network(call.proxies, call.head).payer();
  const Timestamp now = call.services.clock.now();
  std::string token = std::move(request.token.value);
  auto preview = co_await call.services.invites.look(payer, std::move(token), now);
  if (!preview) co_return std::unexpected(std::move(preview.error()));
  co_return Reply<InvitePreviewReply>{200, {std::move(*preview)}};
}

Task<Result<Reply<NoContent>>> end_invite(Call& call, InviteTokenRequest request) {
  std::string token = std::move(request.token.value);
  auto ended = co_await call.services.invites.end(Actor(call.caller), std::move(token));
  if (!ended) co_return std::unexpected(std::move(ended.error()));
  co_return Reply<NoContent>{204, {}};
}

// The invitation pays as well, so that a link that is passed around costs its group no more than so
// much at a time; but only for people who join.
Task<Result<Reply<AcceptedReply>>> accept_invite(Call& call, InviteTokenRequest request) {
  std::string token = std::move(request.token.value);
  const auto id = call.services.invites.id_of(token);
  if (!id) co_return fail(E::invite_not_found);
  chat::Toll* toll = call.pays_to_join(*id);
  auto chat = co_await call.services.invites.accept(call.caller, std::move(token), toll);
  if (!chat) {
    Error error = std::move(chat.error());
    if (error.code == E::self_chat) error.fields = {{"token", "This is your own invitation."}};
    co_return std::unexpected(std::move(error));
  }
  const int status = *chat ? 200 : 204;
  co_return Reply<AcceptedReply>{status, {std::move(*chat)}};
}

}  // namespace

std::vector<Route> invite_rows() {
  return {
      handled_by<&create_group_invite>({
          .method = "POST",
          .path = "/chat/chats/{chat_id}/invites",
          .operation_id = "create_group_invite",
          .tag = "invites",
          .auth = Auth::bearer,
          .limit = LimitKind::changes,
          .content = Content::json,
          .summary = "Make a link that invites to a group",
          .description = "For those who may add people. `expires_in` is in seconds (default a "
                         "week; 0: never), `max_uses` the number of people who can come by it. It "
                         "also ends when you leave or are removed.",
          .successes = {{201, "The invitation.", "Invite", kInviteExample}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden, E::too_many_invites},
      }),
      handled_by<&list_group_invites>({
          .method = "GET",
          .path = "/chat/chats/{chat_id}/invites",
          .operation_id = "group_invites",
          .tag = "invites",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "The live invitations to a group",
          .description = "For admins and the owner; newest first. Get the next page with "
                         "`cursor=<next_cursor>`, which is null on the last page.",
          .successes = {{200, "A page of invitations.", "Invites", kInvitesExample}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden},
      }),
      handled_by<&create_invite>({
          .method = "POST",
          .path = "/chat/invites",
          .operation_id = "create_invite",
          .tag = "invites",
          .auth = Auth::bearer,
          .limit = LimitKind::changes,
          .content = Content::json,
          .summary = "Make a link that invites people to write to you",
          .description = "Opens the direct chat between you and the person who accepts it.",
          .successes = {{201, "The invitation.", "Invite", kInviteInPersonExample}},
          .errors = {E::too_many_invites},
      }),
      handled_by<&list_invites>({
          .method = "GET",
          .path = "/chat/invites",
          .operation_id = "invites",
          .tag = "invites",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Your live invitations",
          .description = "Those you made, to groups and in person; newest first. Get the next page "
                         "with `cursor=<next_cursor>`, which is null on the last page.",
          .successes = {{200, "A page of invitations.", "Invites", kInvitesExample}},
      }),
      handled_by<&get_invite>({
          .method = "GET",
          .path = "/chat/invites/{token}",
          .operation_id = "invite",
          .tag = "invites",
          .limit = LimitKind::links,
          .summary = "What an invitation leads to",
          .description = "Needs no access token, and uses nothing up.",
          .successes = {{200, "The invitation.", "InvitePreview", kInvitePreviewExample}},
          .errors = {E::invite_not_found, E::invite_over},
      }),
      handled_by<&end_invite>({
          .method = "DELETE",
          .path = "/chat/invites/{token}",
          .operation_id = "end_invite",
          .tag = "invites",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "End an invitation",
          .description = "For its maker, and for the admins and the owner of its group.",
          .successes = {{204, "The link no longer works.", {}, {}}},
          .errors = {E::invite_not_found, E::invite_over, E::forbidden},
      }),
      handled_by<&accept_invite>({
          .method = "POST",
          .path = "/chat/invites/{token}/accept",
          .operation_id = "accept_invite",
          .tag = "invites",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Accept an invitation",
          .description = "Joins the group, or opens the direct chat; one of the operator may "
                         "lead to neither (204). If you are in that chat "
                         "already, nothing changes and no use is counted.",
          .successes = {{200, "The chat, which you are in now.", "Chat", kDirectChatExample},
                        {204, "The invitation leads to no chat.", {}, {}}},
          .errors = {E::invite_not_found, E::self_chat, E::invite_over, E::left_before,
                     E::too_many_chats},
      }),
  };
}

}  // namespace asq::api
