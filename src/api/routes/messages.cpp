// Reading and sending messages: what the routes do, and their rows. For a message sent by REST this
// is stop 2 of docs/life-of-a-message.md.
//   before: api/http/exchange.cpp      after: chat/send_message.cpp
#include <utility>

#include "api/contract/examples.hpp"
#include "api/contract/requests_messages.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

Task<Result<Reply<std::vector<Message>>>> page_of(Call& call, chat::HistoryRequest request) {
  const auto taken = co_await take_turn(call, request.limit);
  if (!taken) co_return std::unexpected(taken.error());
  auto messages = co_await call.services.history.page(call.caller, request);
  if (!messages) co_return std::unexpected(std::move(messages.error()));
  co_return Reply<std::vector<Message>>{200, std::move(*messages)};
}

template <class Query>
chat::HistoryRequest to_history(const Query& query, ChatId chat, bool groups_only) {
  return {chat, query.offset.value, static_cast<int>(query.limit.value),
          query.order.value == Order::desc, groups_only};
}

template <class Request>
chat::Outgoing to_outgoing(Request& message) {
  chat::Outgoing outgoing;
  outgoing.chat_id = message.chat_id.value;
  outgoing.text = std::move(message.text.value);
  if (message.client_id) outgoing.client_id = std::move(message.client_id->value);
  if (message.reply_to) outgoing.reply_to = message.reply_to->value;
  return outgoing;
}

// A message that is about to be refused is looked up first, as far as it could be read and within
// the limit of look-ups: who lost an answer gets it all the same.
Task<Result<Reply<MessageReply>>> send(Call& call, chat::Outgoing outgoing,
                                       std::optional<Error> refusal) {
  if (refusal) {
    const bool can_look = outgoing.client_id.has_value() && outgoing.chat_id.value() > 0 &&
                          call.services.limits.take_look_up(call.caller.user_id).allowed;
    if (!can_look) co_return std::unexpected(std::move(*refusal));
  }
  auto task =
      refusal
          ? call.services.messages.receipt_or(call.caller, std::move(outgoing), std::move(*refusal))
          : call.services.messages.send(call.caller, std::move(outgoing), call.pays_for_all());
  auto receipt = co_await std::move(task);
  if (!receipt) co_return std::unexpected(std::move(receipt.error()));
  co_return Reply<MessageReply>{receipt->duplicate ? 200 : 201,
                                {std::move(receipt->message), receipt->duplicate}};
}

WindowRequest to_page(const WindowQuery& query) {
  using Anchor = WindowRequest::Anchor;
  WindowRequest page;
  page.chat_id = query.chat_id.value;
  page.limit = static_cast<int>(query.limit.value);
  const auto place = [&page](Anchor anchor, const std::optional<SeqOrZero>& seq) {
    if (!seq) return;
    page.anchor = anchor;
    page.seq = seq->value;
  };
  place(Anchor::before, query.before);
  place(Anchor::after, query.after);
  place(Anchor::around, query.around);
  if (query.at) {
    page.anchor = Anchor::at;
    page.time = query.at->value;
  }
  return page;
}

Task<Result<Reply<std::vector<Message>>>> history(Call& call, HistoryQuery request) {
  return page_of(call, to_history(request, request.chat_id.value, false));
}

Task<Result<Reply<std::vector<Message>>>> group_history(Call& call, GroupHistoryQuery request) {
  return page_of(call, to_history(request, request.group_id.value, true));
}

Task<Result<Reply<MessageReply>>> send_group_message(Call& call,
                                                     Decoded<GroupMessageRequest> request) {
  chat::Outgoing outgoing = to_outgoing(request.value);
  outgoing.groups_only = true;
  return send(call, std::move(outgoing), std::move(request.refusal));
}

Task<Result<Reply<MessageReply>>> send_message(Call& call, Decoded<SendRequest> request) {
  chat::Outgoing outgoing = to_outgoing(request.value);
  return send(call, std::move(outgoing), std::move(request.refusal));
}

Task<Result<Reply<MessagesPage>>> list_messages(Call& call, WindowQuery request) {
  const WindowRequest page = to_page(request);
  const auto taken = co_await take_turn(call, page.limit);
  if (!taken) co_return std::unexpected(taken.error());
  auto window = co_await call.services.history.window(call.caller, page);
  if (!window) co_return std::unexpected(std::move(window.error()));
  co_return Reply<MessagesPage>{
      200, {std::move(window->messages), window->has_older, window->has_newer}};
}

}  // namespace

std::vector<Route> group_message_rows() {
  return {
      handled_by<&group_history>({
          .method = "GET",
          .path = "/chat/group-history/{group_id}",
          .operation_id = "group_history",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Messages of a group",
          .description = "Same as history, but a direct chat is 404.",
          .successes = {{200, "A page of messages; empty beyond the oldest.", "Messages",
                         kMessagesExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&send_group_message>({
          .method = "POST",
          .path = "/chat/group-message",
          .operation_id = "group_message",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::sends,
          .content = Content::json,
          .body_limit = kMaxMessageBody,
          .summary = "Send a message to a group",
          .description = "The answer comes when the message is on disk. Retrying with the same "
                         "`client_id` (or header `Idempotency-Key`) stores nothing and returns 200 "
                         "with the first message and `duplicate: true`. A direct chat is 404.",
          .successes = {{201, "The stored message.", "Message", kMessageExample},
                        {200, "The message was already stored.", "Message", kDuplicateExample}},
          .errors = {E::chat_not_found, E::forbidden, E::client_id_reused},
      }),
  };
}

std::vector<Route> message_rows() {
  return {
      handled_by<&history>({
          .method = "GET",
          .path = "/chat/history/{chat_id}",
          .operation_id = "history",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Messages of a chat of any kind",
          .description = "`offset` counts back from the newest message. The page is oldest first; "
                         "`order=desc` reverses it.",
          .successes = {{200, "A page of messages; empty beyond the oldest.", "Messages",
                         kMessagesExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&list_messages>({
          .method = "GET",
          .path = "/chat/chats/{chat_id}/messages",
          .operation_id = "messages",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Messages around a place in a chat",
          .description = "The newest messages; or those right `before` or `after` a `seq`, "
                         "`around` one, or around the first message at or after a time (`at`, RFC "
                         "3339). Give at most one of the four. The `seq` need not exist.",
          .successes =
              {{200, "A page, oldest first, and whether there are more messages on either side.",
                "MessagesPage", kMessagesPageExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&send_message>({
          .method = "POST",
          .path = "/chat/chats/{chat_id}/messages",
          .operation_id = "send_message",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::sends,
          .content = Content::json,
          .body_limit = kMaxMessageBody,
          .summary = "Send a message to a chat of any kind",
          .description =
              "The answer comes when the message is on disk. Retrying with the same `client_id` "
              "(or header `Idempotency-Key`) stores nothing and returns 200 with the first message "
              "and `duplicate: true`. `reply_to` is the `seq` of a message in the same chat.",
          .successes = {{201, "The stored message.", "Message", kReplyExample},
                        {200, "The message was already stored.", "Message", kDuplicateExample}},
          .errors = {E::chat_not_found, E::forbidden, E::client_id_reused},
      }),
  };
}

}  // namespace asq::api
