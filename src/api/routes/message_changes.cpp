// Editing and deleting messages, and reacting to them: what the routes do, and their rows.
#include <utility>

#include "api/contract/examples.hpp"
#include "api/contract/requests_messages.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

Task<Result<Reply<MessageReply>>> answer(Task<Result<Message>> change) {
  auto message = co_await std::move(change);
  if (!message) co_return std::unexpected(std::move(message.error()));
  co_return Reply<MessageReply>{200, {std::move(*message), false}};
}

template <class Request>
MessageRef message_of(const Request& request) {
  return {request.chat_id.value, request.seq.value};
}

Task<Result<Reply<MessageReply>>> edit_message(Call& call, EditRequest request) {
  return answer(call.services.changes.edit(call.caller, message_of(request),
                                           std::move(request.text.value), call.pays_for_all()));
}

Task<Result<Reply<MessageReply>>> delete_message(Call& call, MessageRequest request) {
  return answer(call.services.changes.erase(call.caller, message_of(request), call.pays_for_all()));
}

Task<Result<Reply<MessageReply>>> react(Call& call, ReactionRequest request) {
  return answer(call.services.changes.react(
      call.caller, message_of(request), std::move(request.emoji.value), true, call.pays_for_all()));
}

Task<Result<Reply<MessageReply>>> unreact(Call& call, TakeBackRequest request) {
  return answer(call.services.changes.react(call.caller, message_of(request),
                                            std::move(request.emoji.value), false,
                                            call.pays_for_all()));
}

}  // namespace

std::vector<Route> message_change_rows() {
  return {
      handled_by<&edit_message>({
          .method = "PATCH",
          .path = "/chat/chats/{chat_id}/messages/{seq}",
          .operation_id = "edit_message",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::changes,
          .content = Content::json,
          .body_limit = kMaxMessageBody,
          .summary = "Edit your message",
          .description = "The same text again changes nothing.",
          .successes = {{200, "The message as it is now.", "Message", kEditedExample}},
          .errors = {E::chat_not_found, E::message_not_found, E::forbidden, E::message_deleted},
      }),
      handled_by<&delete_message>({
          .method = "DELETE",
          .path = "/chat/chats/{chat_id}/messages/{seq}",
          .operation_id = "delete_message",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::changes,
          .summary = "Delete a message",
          .description = "Your own, or any if you are an admin. It keeps its `seq`, as a tombstone "
                         "without text. Repeating this changes nothing.",
          .successes = {{200, "The tombstone.", "Message", kTombstoneExample}},
          .errors = {E::chat_not_found, E::message_not_found, E::forbidden},
      }),
      handled_by<&react>({
          .method = "PUT",
          .path = "/chat/chats/{chat_id}/messages/{seq}/reactions/{emoji}",
          .operation_id = "react",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::changes,
          .summary = "React to a message",
          .description = "Give exactly one emoji, percent-encoded in the path. Repeating this "
                         "changes nothing. Emoji are compared without U+FE0F and shown as the "
                         "first person wrote them. A message has at most 64 different reactions.",
          .successes = {{200, "The message as it is now.", "Message", kReactionExample}},
          .errors = {E::chat_not_found, E::message_not_found, E::message_deleted,
                     E::too_many_reactions},
      }),
      handled_by<&unreact>({
          .method = "DELETE",
          .path = "/chat/chats/{chat_id}/messages/{seq}/reactions/{emoji}",
          .operation_id = "unreact",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::changes,
          .summary = "Remove your reaction",
          .description = "Repeating this changes nothing.",
          .successes = {{200, "The message as it is now.", "Message", kMessageExample}},
          .errors = {E::chat_not_found, E::message_not_found, E::message_deleted},
      }),
  };
}

}  // namespace asq::api
