// The rows of messages, and of hearing of them.
#include "api/contract/examples.hpp"
#include "api/routes/handlers.hpp"
#include "api/routes/rows.hpp"

namespace asq::api {

using E = ErrorCode;

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
          .description = "`offset` counts back from the newest message; a page is in reading "
                         "order, oldest first. `order=desc` turns the page around.",
          .successes = {{200, "A page; empty beyond the oldest.", "Messages", kMessagesExample}},
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
          .description = "The newest; or those right `before` or `after` a `seq`, `around` one, or "
                         "around the first of a time or later (`at`, RFC 3339). At most one of the "
                         "four. A `seq` that is not there is as good as one that is.",
          .successes = {{200, "A page, oldest first, and whether there is more on either side.",
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
          .summary = "Send a message to a chat of any kind",
          .description = "Answered when the message is on disk. With a `client_id` (or the header "
                         "`Idempotency-Key`, which means the same) a repeat stores nothing and "
                         "answers 200 with the first message and `duplicate: true`. `reply_to` is "
                         "the `seq` of a message of the same chat.",
          .successes = {{201, "The stored message.", "Message", kReplyExample},
                        {200, "It had been stored before.", "Message", kDuplicateExample}},
          .errors = {E::chat_not_found, E::forbidden, E::client_id_reused},
      }),
      handled_by<&edit_message>({
          .method = "PATCH",
          .path = "/chat/chats/{chat_id}/messages/{seq}",
          .operation_id = "edit_message",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Edit one's own message",
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
          .limit = LimitKind::requests,
          .summary = "Delete a message",
          .description = "One's own, or any as an admin. It keeps its `seq`, as a tombstone "
                         "without text. A repeat changes nothing.",
          .successes = {{200, "The tombstone.", "Message", kTombstoneExample}},
          .errors = {E::chat_not_found, E::message_not_found, E::forbidden},
      }),
      handled_by<&react>({
          .method = "PUT",
          .path = "/chat/chats/{chat_id}/messages/{seq}/reactions/{emoji}",
          .operation_id = "react",
          .tag = "messages",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "React to a message",
          .description = "With one emoji, percent-encoded in the path. A repeat changes nothing. A "
                         "message has at most 64 different ones.",
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
          .limit = LimitKind::requests,
          .summary = "Take a reaction back",
          .description = "A repeat changes nothing.",
          .successes = {{200, "The message as it is now.", "Message", kMessageExample}},
          .errors = {E::chat_not_found, E::message_not_found, E::message_deleted},
      }),
  };
}

std::vector<Route> live_rows() {
  return {
      handled_by<&sync>({
          .method = "GET",
          .path = "/chat/sync",
          .operation_id = "sync",
          .tag = "sync",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "What one missed",
          .description =
              "The events behind the cursor `since`, as the socket of a person gives them. Where "
              "that can't be told (no cursor; one that is damaged, of another database or from the "
              "future; more than 10,000 events missed) `resumed` is false: load the lists anew, "
              "and go on from `cursor`. `limit` counts the events that have a cursor.",
          .successes = {{200, "A page of events; `more`: ask again at once, with `cursor`.", "Sync",
                         kSyncExample}},
      }),
      handled_by<&open_person_socket>({
          .method = "GET",
          .path = "/chat/ws",
          .operation_id = "person_socket",
          .tag = "sockets",
          .auth = Auth::socket,
          .limit = LimitKind::requests,
          .summary = "The socket of a person (WebSocket)",
          .description =
              "One socket for all chats: every event that concerns the person, once and in order, "
              "and all that one can do in a chat, as commands. The token comes as on the socket of "
              "one chat. The first command is `hello`; with the cursor of the newest event one "
              "heard it goes on from there. See `x-websocket`.",
          .successes = {{101, "The connection is a WebSocket from here on.", {}, {}}},
          .receives = {"Command"},
          .sends = {"CommandReply", "CommandError", "Event", "PassingEvent"},
          .errors = {E::origin_not_allowed},
      }),
      handled_by<&open_chat_socket>({
          .method = "GET",
          .path = "/chat/ws/{chat_id}",
          .operation_id = "chat_socket",
          .tag = "sockets",
          .auth = Auth::socket,
          .limit = LimitKind::requests,
          .summary = "The socket of one chat (WebSocket)",
          .description =
              "Every message of the chat, once and in order, and a way to send. The token comes as "
              "`?token=`, as `Authorization: Bearer`, or as a subprotocol "
              "(`Sec-WebSocket-Protocol: asq, bearer.<token>`, answered with `asq`). With "
              "`since_seq` everything after that number comes first. See `x-websocket`.",
          .successes = {{101, "The connection is a WebSocket from here on.", {}, {}}},
          .receives = {"SocketMessage"},
          .sends = {"Message", "SocketError"},
          .errors = {E::chat_not_found, E::seq_from_future, E::origin_not_allowed},
      }),
  };
}

}  // namespace asq::api
