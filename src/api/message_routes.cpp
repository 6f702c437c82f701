// history, group-history, group-message. Stop 2 of docs/life-of-a-message.md for a message by REST;
// after: chat/send_message.cpp
#include <utility>

#include "api/handlers.hpp"

namespace asq::api {
namespace {

Task<Result<Reply<std::vector<Message>>>> page_of(Call& call, chat::HistoryRequest request) {
  auto messages = co_await call.services.chats.history(call.caller, request);
  if (!messages) co_return std::unexpected(std::move(messages.error()));
  co_return Reply<std::vector<Message>>{200, std::move(*messages)};
}

template <class Query>
chat::HistoryRequest to_history(const Query& query, ChatId chat, bool groups_only) {
  return {chat, query.offset.value, static_cast<int>(query.limit.value),
          query.order.value == Order::desc, groups_only};
}

}  // namespace

Task<Result<Reply<std::vector<Message>>>> history(Call& call, HistoryQuery request) {
  return page_of(call, to_history(request, request.chat_id.value, false));
}

Task<Result<Reply<std::vector<Message>>>> group_history(Call& call, GroupHistoryQuery request) {
  return page_of(call, to_history(request, request.group_id.value, true));
}

// A message that is about to be refused is looked up first, as far as it could be read and within
// the limit of look-ups: who lost an answer gets it all the same.
Task<Result<Reply<MessageReply>>> send_group_message(Call& call,
                                                     Decoded<GroupMessageRequest> request) {
  GroupMessageRequest& message = request.value;
  chat::Outgoing outgoing{message.chat_id.value, std::move(message.text.value), {}, true};
  if (message.client_id) outgoing.client_id = std::move(message.client_id->value);
  if (request.refusal) {
    const bool can_look = outgoing.client_id.has_value() && outgoing.chat_id.value() > 0 &&
                          call.services.limits.take_look_up(call.caller.user_id).allowed;
    if (!can_look) co_return std::unexpected(std::move(*request.refusal));
  }
  auto task = request.refusal ? call.services.messages.receipt_or(call.caller, std::move(outgoing),
                                                                  std::move(*request.refusal))
                              : call.services.messages.send(call.caller, std::move(outgoing));
  auto receipt = co_await std::move(task);
  if (!receipt) co_return std::unexpected(std::move(receipt.error()));
  co_return Reply<MessageReply>{receipt->duplicate ? 200 : 201,
                                {std::move(receipt->message), receipt->duplicate}};
}

}  // namespace asq::api
