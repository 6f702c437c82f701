// group/add-user, chats/{chat_id}/members, chats/{chat_id}/read.
#include <utility>

#include "api/routes/handlers.hpp"

namespace asq::api {

Task<Result<Reply<Chat>>> add_user(Call& call, AddUserRequest request) {
  std::string email = std::move(request.second_email.value);
  auto made =
      co_await call.services.members.add(call.caller, request.group_id.value, std::move(email));
  if (!made) co_return std::unexpected(std::move(made.error()));
  co_return Reply<Chat>{200, std::move(made->chat)};
}

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
  auto member = co_await call.services.members.set_role(call.caller, request.chat_id.value,
                                                        request.user_id.value, request.role.value);
  if (!member) co_return std::unexpected(std::move(member.error()));
  co_return Reply<Member>{200, std::move(*member)};
}

Task<Result<Reply<NoContent>>> remove_member(Call& call, MemberRequest request) {
  auto removed = co_await call.services.members.remove(call.caller, request.chat_id.value,
                                                       request.user_id.value);
  if (!removed) co_return std::unexpected(std::move(removed.error()));
  co_return Reply<NoContent>{204, {}};
}

Task<Result<Reply<ReadReply>>> mark_read(Call& call, ReadRequest request) {
  auto state = co_await call.services.members.mark_read(call.caller, request.chat_id.value,
                                                        request.seq.value);
  if (!state) co_return std::unexpected(std::move(state.error()));
  co_return Reply<ReadReply>{200, {state->read_seq, state->unread}};
}

}  // namespace asq::api
