// The rows of accounts, sessions and people.
#include "api/contract/examples.hpp"
#include "api/routes/handlers.hpp"
#include "api/routes/rows.hpp"

namespace asq::api {

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
      handled_by<&delete_me>({
          .method = "DELETE",
          .path = "/chat/me",
          .operation_id = "delete_me",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Delete one's own account",
          .description =
              "Asks for `current_password`. All sessions end, groups are left as by leaving, the "
              "e-mail is free again; messages stay, their author being `{deleted: true}`.",
          .successes = {{204, "The account is gone.", {}, {}}},
          .errors = {E::login_queue_full},
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
      handled_by<&find_user>({
          .method = "GET",
          .path = "/chat/users",
          .operation_id = "find_user",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Look one person up by e-mail",
          .description = "By the whole address, in any spelling of its case. The e-mail itself is "
                         "shown to oneself only.",
          .successes = {{200, "The person.", "User", kUserExample}},
          .errors = {E::user_not_found},
      }),
      handled_by<&get_user>({
          .method = "GET",
          .path = "/chat/users/{user_id}",
          .operation_id = "user",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Who somebody in one's chats is, or was",
          .description = "Oneself, members of one's chats, and those who have left them: the "
                         "`sender_id` of any message that one can read. Of a deleted account "
                         "`deleted` is all there is.",
          .successes = {{200, "The person.", "User", kUserExample}},
          .errors = {E::user_not_found},
      }),
  };
}

}  // namespace asq::api
