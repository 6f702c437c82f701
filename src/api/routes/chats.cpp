// chat, find-chat, chats, group.
#include <utility>

#include "api/routes/handlers.hpp"

namespace asq::api {

Task<Result<Reply<Chat>>> create_direct_chat(Call& call, DirectChatRequest request) {
  std::string email = std::move(request.second_email.value);
  auto made = co_await call.services.chats.create_direct(call.caller, std::move(email));
  if (!made) {
    Error error = std::move(made.error());
    if (error.code == ErrorCode::self_chat) error.fields = {{"second_email", "Is your own."}};
    co_return std::unexpected(std::move(error));
  }
  co_return Reply<Chat>{made->created ? 201 : 200, std::move(made->chat)};
}

Task<Result<Reply<Chat>>> find_chat(Call& call, FindChatRequest request) {
  std::string name = std::move(request.name.value);
  auto chat = co_await call.services.chats.find(call.caller, std::move(name));
  if (!chat) co_return std::unexpected(std::move(chat.error()));
  co_return Reply<Chat>{200, std::move(*chat)};
}

Task<Result<Reply<ChatsReply>>> list_chats(Call& call, ChatListQuery request) {
  chat::ChatListRequest list;
  list.limit = static_cast<int>(request.limit.value);
  if (request.cursor) list.cursor = std::move(request.cursor->value);
  if (request.query && !request.query->value.empty()) list.query = std::move(request.query->value);
  const auto turn = co_await take_turn(call, list.limit);  // each with its last message
  if (!turn) co_return std::unexpected(turn.error());
  auto page = co_await call.services.chats.list(call.caller, std::move(list));
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return Reply<ChatsReply>{200, {std::move(page->chats), std::move(page->next_cursor)}};
}

Task<Result<Reply<Chat>>> create_group(Call& call, GroupRequest request) {
  std::string name = std::move(request.name.value);
  std::vector<UserId> participants = std::move(request.participant_ids.value);
  auto chat = co_await call.services.chats.create_group(call.caller, std::move(name),
                                                        std::move(participants));
  if (!chat) co_return std::unexpected(std::move(chat.error()));
  co_return Reply<Chat>{201, std::move(*chat)};
}

Task<Result<Reply<Chat>>> get_chat(Call& call, ChatRequest request) {
  auto chat = co_await call.services.chats.get(call.caller, request.chat_id.value);
  if (!chat) co_return std::unexpected(std::move(chat.error()));
  co_return Reply<Chat>{200, std::move(*chat)};
}

Task<Result<Reply<Chat>>> change_chat(Call& call, ChatChangeRequest request) {
  ChatChange change;
  if (request.name) change.name = std::move(request.name->value);
  if (request.admins_only_invite) change.admins_only_invite = request.admins_only_invite->value;
  auto chat =
      co_await call.services.chats.change(call.caller, request.chat_id.value, std::move(change));
  if (!chat) co_return std::unexpected(std::move(chat.error()));
  co_return Reply<Chat>{200, std::move(*chat)};
}

Task<Result<Reply<NoContent>>> delete_chat(Call& call, ChatRequest request) {
  auto erased = co_await call.services.chats.erase(call.caller, request.chat_id.value);
  if (!erased) co_return std::unexpected(std::move(erased.error()));
  co_return Reply<NoContent>{204, {}};
}

}  // namespace asq::api
