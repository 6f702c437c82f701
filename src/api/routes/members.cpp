// Who is in a chat: what the routes do, and their rows.
#include <utility>

#include "api/contract/examples.hpp"
#include "api/contract/requests_chats.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

Task<Result<Reply<MembersReply>>> list_members(Call& call, MemberListQuery request) {
  chat::MemberListRequest list;
  list.chat_id = request.chat_id.value;
  list.limit = static_cast<int>(request.limit.value);
  if (request.cursor) list.cursor = std::move(request.cursor->value);
  auto page = co_await call.services.members.list(call.caller, std::move(list));
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return Reply<MembersReply>{200, {std::move(page->members), std::move(page->next_cursor)}};
}

Task<Result<Reply<Member>>> change_member(Call& call, MemberChangeRequest request) {
  using Bucket = BroadcastToll::Bucket;
  if (auto refusal = take_memberships(call, 1)) co_return std::unexpected(std::move(*refusal));
  chat::Toll* toll = call.pays_for_all(Bucket::memberships);
  auto member = co_await call.services.members.set_role(
      call.caller, request.chat_id.value, request.user_id.value, request.role.value, toll);
  if (!member) co_return std::unexpected(std::move(member.error()));
  co_return Reply<Member>{200, std::move(*member)};
}

Task<Result<Reply<NoContent>>> remove_member(Call& call, MemberRequest request) {
  const ChatId chat = request.chat_id.value;
  const UserId user = request.user_id.value;
  auto removed = co_await call.services.members.remove(call.caller, chat, user);
  if (!removed) co_return std::unexpected(std::move(removed.error()));
  if (user != call.caller.user_id) {
    call.note(chat::AccountEvent::member_removed,
              {.chat = chat, .user = user, .by = call.caller.user_id});
  }
  co_return Reply<NoContent>{204, {}};
}

}  // namespace

std::vector<Route> member_rows() {
  return {
      handled_by<&list_members>({
          .method = "GET",
          .path = "/chat/chats/{chat_id}/members",
          .operation_id = "members",
          .tag = "members",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Who is in a chat",
          .description = "Ordered by user id. Get the next page with `cursor=<next_cursor>`, which "
                         "is null on the last page.",
          .successes = {{200, "A page of members.", "Members", kMembersExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&change_member>({
          .method = "PATCH",
          .path = "/chat/chats/{chat_id}/members/{user_id}",
          .operation_id = "change_member",
          .tag = "members",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Change a member's role or hand over the group",
          .description = "For the owner. Giving somebody the role `owner` makes you an admin; your "
                         "own role can't change in any other way.",
          .successes = {{200, "The member as it is now.", "Member", kMemberExample}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden, E::member_not_found},
      }),
      handled_by<&remove_member>({
          .method = "DELETE",
          .path = "/chat/chats/{chat_id}/members/{user_id}",
          .operation_id = "remove_member",
          .tag = "members",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Remove a member or leave",
          .description = "Admins can remove members, the owner can also remove admins, and nobody "
                         "can remove the owner. With your own id you leave. If the owner leaves, "
                         "the longest-standing admin becomes owner, or else the longest-standing "
                         "member. When the last member leaves, the group is deleted.",
          .successes = {{204, "That person is no longer a member.", {}, {}}},
          .errors = {E::chat_not_found, E::direct_chat, E::member_not_found, E::forbidden},
      }),
  };
}

}  // namespace asq::api
