// The caller's chats: what their routes do, and their rows.
#include <utility>

#include "api/contract/examples.hpp"
#include "api/contract/requests_chats.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

Task<Result<Reply<Chat>>> create_direct_chat(Call& call, DirectChatRequest request) {
  std::string addressee = std::move(request.second_email.value);
  const bool by_handle = addressee.starts_with('@');
  std::string sought = addressee;
  auto taken = co_await take_stranger(call, std::move(sought));
  if (!taken) co_return std::unexpected(std::move(taken.error()));
  auto made = co_await call.services.chats.create_direct(call.caller, std::move(addressee));
  if (!made) {
    Error error = std::move(made.error());
    if (error.code == ErrorCode::self_chat) {
      const char* what =
          by_handle ? "This is your own handle." : "This is your own e-mail address.";
      error.fields = {FieldError{"second_email", what}};
    }
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
  const auto taken = co_await take_turn(call, list.limit);  // each with its last message
  if (!taken) co_return std::unexpected(taken.error());
  auto page = co_await call.services.chats.list(call.caller, std::move(list));
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return Reply<ChatsReply>{200, {std::move(page->chats), std::move(page->next_cursor)}};
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
  chat::Toll* toll = call.pays_for_all();
  auto chat = co_await call.services.chats.change(call.caller, request.chat_id.value,
                                                  std::move(change), toll);
  if (!chat) co_return std::unexpected(std::move(chat.error()));
  co_return Reply<Chat>{200, std::move(*chat)};
}

Task<Result<Reply<NoContent>>> delete_chat(Call& call, ChatRequest request) {
  const ChatId chat = request.chat_id.value;
  auto erased = co_await call.services.chats.erase(call.caller, chat);
  if (!erased) co_return std::unexpected(std::move(erased.error()));
  call.note(chat::AccountEvent::chat_deleted, {.chat = chat, .by = call.caller.user_id});
  co_return Reply<NoContent>{204, {}};
}

Task<Result<Reply<ReadReply>>> mark_read(Call& call, ReadRequest request) {
  auto state = co_await call.services.members.mark_read(call.caller, request.chat_id.value,
                                                        request.seq.value);
  if (!state) co_return std::unexpected(std::move(state.error()));
  co_return Reply<ReadReply>{200, {state->read_seq, state->unread}};
}

}  // namespace

std::vector<Route> chat_rows() {
  return {
      handled_by<&create_direct_chat>({
          .method = "POST",
          .path = "/chat/chat",
          .operation_id = "create_direct_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Open the direct chat with another person",
          .description = "With the person of an e-mail or @handle. Two people share one direct "
                         "chat, no matter who opens it.",
          .successes = {{201, "The new chat.", "Chat", kDirectChatExample},
                        {200, "The chat that the two already have.", "Chat", kDirectChatExample}},
          .errors = {E::user_not_found, E::self_chat, E::too_many_chats},
      }),
      handled_by<&find_chat>({
          .method = "POST",
          .path = "/chat/find-chat",
          .operation_id = "find_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .asks_only = true,
          .summary = "Find one of your chats by name",
          .description = "The best match, ignoring case: the exact name, then its beginning, then "
                         "the start of a word, then any part. Ties go to the newest activity. "
                         "`user_id` is accepted for `id`.",
          .successes = {{200, "The best match.", "Chat", kDirectChatExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&list_chats>({
          .method = "GET",
          .path = "/chat/chats",
          .operation_id = "chats",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Your chats, newest activity first",
          .description = "`query` filters by name, as in find-chat. Get the next page with "
                         "`cursor=<next_cursor>`, which is null on the last page.",
          .successes = {{200, "A page of chats.", "Chats", kChatsExample}},
      }),
      handled_by<&get_chat>({
          .method = "GET",
          .path = "/chat/chats/{chat_id}",
          .operation_id = "chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "One of your chats",
          .description = "As the caller sees it.",
          .successes = {{200, "The chat.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&change_chat>({
          .method = "PATCH",
          .path = "/chat/chats/{chat_id}",
          .operation_id = "change_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::changes,
          .content = Content::json,
          .summary = "Rename a group or change its settings",
          .description = "For admins and the owner. Omitted fields stay as they are. With "
                         "`admins_only_invite`, only admins and the owner can add people.",
          .successes = {{200, "The group as it is now.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden},
      }),
      handled_by<&delete_chat>({
          .method = "DELETE",
          .path = "/chat/chats/{chat_id}",
          .operation_id = "delete_chat",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Delete a group",
          .description = "For the owner. Deletes the group and its messages for all members.",
          .successes = {{204, "The group is gone.", {}, {}}},
          .errors = {E::chat_not_found, E::direct_chat, E::forbidden},
      }),
      handled_by<&mark_read>({
          .method = "POST",
          .path = "/chat/chats/{chat_id}/read",
          .operation_id = "mark_read",
          .tag = "chats",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Mark messages as read",
          .description = "Moves your read marker forward to `seq`, never back. A `seq` beyond the "
                         "newest message is 422. Other members get a `read` event.",
          .successes = {{200, "The marker as it is now.", "ReadState", kReadExample}},
          .errors = {E::chat_not_found},
      }),
  };
}

}  // namespace asq::api
