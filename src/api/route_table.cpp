#include "api/route_table.hpp"

#include <algorithm>
#include <iterator>

#include "api/examples.hpp"
#include "api/handlers.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

std::vector<Route> account_rows() {
  return {
      handled_by<&register_account>({
          .method = "POST",
          .path = "/chat/register",
          .operation_id = "register",
          .tag = "accounts",
          .limit = LimitKind::registers,
          .content = Content::json,
          .body_limit = kMaxOpenBody,
          .summary = "Make an account",
          .description = "The e-mail is the identity, compared case-insensitively; the username is "
                         "for display and need not be unique.",
          .successes = {{201, "The new account.", "User", kOwnUserExample}},
          .errors = {E::email_taken, E::registration_closed, E::login_queue_full},
      }),
      handled_by<&issue_token>({
          .method = "POST",
          .path = "/chat/token",
          .operation_id = "token",
          .tag = "accounts",
          .limit = LimitKind::tokens,
          .content = Content::form,
          .body_limit = kMaxForm,
          .summary = "Log in, or refresh a token",
          .description =
              "With `username` (the e-mail) and `password`, or with `grant_type=refresh_token` and "
              "`refresh_token`. A refresh token is used once; its repeat, before the new one is "
              "used, gives the very same new one; after that it ends the session.",
          .successes = {{200, "The tokens of a session.", "Tokens", kTokensExample}},
          .errors = {E::invalid_credentials, E::unauthenticated, E::login_queue_full},
      }),
      handled_by<&log_out>({
          .method = "POST",
          .path = "/chat/logout",
          .operation_id = "logout",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "End this session",
          .description = "Its tokens stop working at once, and its sockets close with 4401.",
          .successes = {{204, "The session has ended.", {}, {}}},
      }),
      handled_by<&get_me>({
          .method = "GET",
          .path = "/chat/me",
          .operation_id = "me",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "One's own profile",
          .description = "With the e-mail, which nobody else sees.",
          .successes = {{200, "The caller's account.", "User", kOwnUserExample}},
      }),
      handled_by<&change_me>({
          .method = "PATCH",
          .path = "/chat/me",
          .operation_id = "change_me",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Change one's own profile",
          .description = "What is left out stays. A new e-mail or password asks for "
                         "`current_password`; a new password ends the other sessions.",
          .successes = {{200, "The account as it is now.", "User", kOwnUserExample}},
          .errors = {E::email_taken, E::login_queue_full},
      }),
      handled_by<&list_sessions>({
          .method = "GET",
          .path = "/chat/sessions",
          .operation_id = "sessions",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "One's own sessions",
          .description = "Each login is one; `current` marks the one of this request.",
          .successes = {{200, "Newest use first.", "Sessions", kSessionsExample}},
      }),
      handled_by<&end_session>({
          .method = "DELETE",
          .path = "/chat/sessions/{session_id}",
          .operation_id = "end_session",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "End one of one's own sessions",
          .description = "As by logging out there; another's is 404.",
          .successes = {{204, "The session has ended.", {}, {}}},
          .errors = {E::session_not_found},
      }),
  };
}

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
          .summary = "Make the direct chat with another person",
          .description = "Two people have one, whoever asks first.",
          .successes = {{201, "The new chat.", "Chat", kDirectChatExample},
                        {200, "The chat that the two already have.", "Chat", kDirectChatExample}},
          .errors = {E::user_not_found, E::self_chat},
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
          .summary = "Find one of one's own chats by its name",
          .description = "The best match, without regard to case: the exact name, then its "
                         "beginning, then the start of a word, then any part; ties go to the "
                         "newest activity. `user_id` is taken for `id` too.",
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
          .summary = "One's own chats, newest activity first",
          .description = "`query` keeps what find-chat would consider. The next page is asked for "
                         "with `cursor=<next_cursor>`; on the last one it is null.",
          .successes = {{200, "A page of chats.", "Chats", kChatsExample}},
      }),
      handled_by<&create_group>({
          .method = "POST",
          .path = "/chat/group",
          .operation_id = "create_group",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Make a group",
          .description = "The caller is always a member, and its owner. An id that names nobody is "
                         "422, naming its place: `participant_ids[1]`.",
          .successes = {{201, "The new group.", "Chat", kGroupExample}},
      }),
      handled_by<&add_user>({
          .method = "POST",
          .path = "/chat/group/add-user",
          .operation_id = "add_user",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Add a person to a group",
          .description = "Adding a member again changes nothing. `email` is taken for "
                         "`second_email` too. A direct chat answers 404.",
          .successes = {{200, "The group as it is now.", "Chat", kGroupExample}},
          .errors = {E::chat_not_found, E::user_not_found, E::forbidden},
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
          .description = "`offset` counts back from the newest message; a page is in reading "
                         "order, oldest first. `order=desc` turns the page around.",
          .successes = {{200, "A page; empty beyond the oldest.", "Messages", kMessagesExample}},
          .errors = {E::chat_not_found},
      }),
      handled_by<&group_history>({
          .method = "GET",
          .path = "/chat/group-history/{group_id}",
          .operation_id = "group_history",
          .tag = "groups",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Messages of a group",
          .description = "As history; a direct chat answers 404.",
          .successes = {{200, "A page; empty beyond the oldest.", "Messages", kMessagesExample}},
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
          .summary = "Send a message to a group",
          .description =
              "Answered when the message is on disk. With a `client_id` (or the header "
              "`Idempotency-Key`, which means the same) a repeat stores nothing and answers 200 "
              "with the first message and `duplicate: true`. A direct chat answers 404.",
          .successes = {{201, "The stored message.", "Message", kMessageExample},
                        {200, "It had been stored before.", "Message", kDuplicateExample}},
          .errors = {E::chat_not_found, E::forbidden, E::client_id_reused},
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
          .errors = {E::chat_not_found, E::seq_from_future, E::origin_not_allowed},
      }),
  };
}

std::vector<Route> system_rows() {
  return {
      handled_by<&health>({
          .method = "GET",
          .path = "/healthz",
          .operation_id = "health",
          .tag = "system",
          .summary = "The process is alive",
          .description = "For a supervisor: restart what does not answer.",
          .successes = {{200, "It is.", "Status", R"({"status":"ok"})"}},
      }),
      handled_by<&readiness>({
          .method = "GET",
          .path = "/readyz",
          .operation_id = "readiness",
          .tag = "system",
          .summary = "The server can serve: its storage answers, no shutdown is under way",
          .description = "For a load balancer: send nobody here while it is not ready.",
          .successes = {{200, "It can.", "Status", R"({"status":"ok"})"}},
          .errors = {E::storage_unavailable},
      }),
      handled_by<&metrics>({
          .method = "GET",
          .path = "/metrics",
          .operation_id = "metrics",
          .tag = "system",
          .summary = "Figures in the text format of Prometheus",
          .description =
              "Requests by the pattern of their route and status, latencies, sockets, commits.",
          .successes = {{200, "The figures.", "Metrics", {}}},
      }),
      handled_by<&openapi>({.method = "GET", .path = "/openapi.json", .operation_id = "openapi"}),
      handled_by<&landing_page>({.method = "GET", .path = "/", .operation_id = "landing"}),
      handled_by<&docs_page>({.method = "GET", .path = "/docs", .operation_id = "docs"}),
      handled_by<&docs_page>({.method = "GET", .path = "/docs/", .operation_id = "docs_slash"}),
      handled_by<&docs_errors>(
          {.method = "GET", .path = "/docs/errors", .operation_id = "docs_errors"}),
      handled_by<&docs_asset>(
          {.method = "GET", .path = "/docs/{asset}", .operation_id = "docs_asset"}),
  };
}

}  // namespace

std::span<const Route> route_table() {
  static const std::vector<Route> kTable = [] {
    std::vector<Route> table;
    for (auto rows : {account_rows(), chat_rows(), message_rows(), system_rows()}) {
      std::ranges::move(rows, std::back_inserter(table));
    }
    return table;
  }();
  return kTable;
}

}  // namespace asq::api
