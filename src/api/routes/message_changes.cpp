// chats/{chat_id}/messages/{seq} and its reactions.
#include <utility>

#include "api/routes/handlers.hpp"

namespace asq::api {
namespace {

Task<Result<Reply<MessageReply>>> answer(Task<Result<Message>> change) {
  auto message = co_await std::move(change);
  if (!message) co_return std::unexpected(std::move(message.error()));
  co_return Reply<MessageReply>{200, {std::move(*message), false}};
}

template <class Request>
MessageRef message_of(const Request& request) {
  return {request.chat_id.value, request.seq.value};
}

}  // namespace

Task<Result<Reply<MessageReply>>> edit_message(Call& call, EditRequest request) {
  return answer(
      call.services.changes.edit(call.caller, message_of(request), std::move(request.text.value)));
}

Task<Result<Reply<MessageReply>>> delete_message(Call& call, MessageRequest request) {
  return answer(call.services.changes.erase(call.caller, message_of(request)));
}

Task<Result<Reply<MessageReply>>> react(Call& call, ReactionRequest request) {
  return answer(call.services.changes.react(call.caller, message_of(request),
                                            std::move(request.emoji.value), true));
}

Task<Result<Reply<MessageReply>>> unreact(Call& call, ReactionRequest request) {
  return answer(call.services.changes.react(call.caller, message_of(request),
                                            std::move(request.emoji.value), false));
}

}  // namespace asq::api
