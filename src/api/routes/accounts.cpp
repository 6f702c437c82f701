// Accounts, tokens, sessions and people: what their routes do, and their rows.
#include <utility>

#include "api/contract/examples.hpp"
#include "api/contract/requests.hpp"
#include "api/http/refresh_cookie.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/registration.hpp"
#include "api/routes/route_table.hpp"
#include "base/email.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;
using chat::AccountEvent;

// A line of what the caller has done to its own account.
void note_own(const Call& call, AccountEvent event, std::string_view reason = {}) {
  call.note(event,
            {.user = call.caller.user_id, .session = call.caller.session_id, .reason = reason});
}

constexpr std::size_t kMaxUserAgentBytes = 256;

std::string user_agent_of(const net::HttpHead& head) {
  const std::string* agent = head.find("User-Agent");
  std::string text = agent == nullptr ? std::string() : agent->substr(0, kMaxUserAgentBytes);
  // Header bytes are no text by themselves: what is shown again has to be ASCII.
  for (char& c : text) {
    if (c < 0x20 || c > 0x7e) c = '?';
  }
  return text;
}

// Refuses with the verdict of a limit that a handler takes itself.
std::optional<Error> refusal_by(Call& call, const Verdict& verdict) {
  if (verdict.allowed) return std::nullopt;
  call.verdict = verdict;
  return rate_limited(verdict);
}

// Guessing at one account from many addresses. Whoever has logged in with this e-mail from this
// address before is never kept out by it.
std::optional<Error> take_login(Call& call, const ClientNetwork& client, const std::string& email) {
  if (call.services.logins.known(client, email)) return std::nullopt;
  return refusal_by(call, call.services.limits.take_login(fold_email(email)));
}

// Of an account that was just made from this address by an invitation. Only once.
bool is_first_log_in(Call& call, const Decoded<TokenRequest>& decoded) {
  const TokenRequest& request = decoded.value;
  if (decoded.refusal || request.grant_type.value != GrantType::password) return false;
  return call.services.limits.first_logins().take(limited_address(call.proxies, call.head),
                                                  fold_email(request.username->value));
}

// `counts`: against the limit of its e-mail.
Task<Result<chat::Tokens>> log_in(Call& call, TokenRequest request, bool counts) {
  ClientNetwork client = client_network(call.proxies, call.head);
  std::string email = std::move(request.username->value);
  auto refusal = counts ? take_login(call, client, email) : std::nullopt;
  if (refusal) {
    call.note(AccountEvent::login_refused, {.reason = "limit_login"});
    co_return std::unexpected(std::move(*refusal));
  }
  std::string password = std::move(request.password->value);
  std::string agent = user_agent_of(call.head);
  const bool by_cookie = request.cookie && request.cookie->value;
  co_return co_await call.services.logins.log_in(std::move(client), std::move(email),
                                                 std::move(password), std::move(agent), by_cookie);
}

Task<Result<chat::Tokens>> refresh(Call& call, TokenRequest request, bool into_cookie) {
  std::string token = std::move(request.refresh_token->value);
  ClientNetwork client = client_network(call.proxies, call.head);
  auto tokens =
      co_await call.services.logins.refresh(std::move(client), std::move(token), into_cookie);
  // An office behind one address comes back at nine: whoever has a session pays for it alone.
  if (tokens && call.services.limits.take_request(tokens->user.id).allowed) {
    call.services.limits.give_back_token(limited_address(call.proxies, call.head));
  }
  co_return tokens;
}

Doorway doorway_of(const Call& call) { return {call.proxies, call.options.public_url}; }

// A page of another origin could otherwise log its reader in as somebody else.
std::optional<Error> refuse_foreign_page(const Call& call) {
  const bool foreign = call.head.find("Origin") != nullptr;
  if (!foreign || is_of_own_page(doorway_of(call), call.head)) return std::nullopt;
  call.note(AccountEvent::login_refused, {.reason = error_name(E::origin_not_allowed)});
  return Error(E::origin_not_allowed, "Only this server's own page may ask for its cookie.");
}

// The refresh token of a request that brings none in its form.
Result<std::string> token_of_cookie(const Call& call) {
  const auto token = shown_refresh_cookie(call.head, call.services.logins.database());
  if (token.empty()) {
    return fail(E::unauthenticated,
                "This request has no refresh token, and not the page's cookie; log in again.");
  }
  if (!is_of_own_page(doorway_of(call), call.head)) {
    call.note(AccountEvent::refresh_refused, {.reason = "another_origin"});
    return fail(E::unauthenticated,
                "The page's cookie is good only in requests of this server's own page.");
  }
  return std::string(token);
}

// With what the answer does to the page's cookie.
Reply<TokenReply> reply_with(Call& call, chat::Tokens tokens, bool in_cookie) {
  TokenReply reply{std::move(tokens.access_token),
                   std::move(tokens.refresh_token),
                   tokens.expires_in.count(),
                   {std::move(tokens.user)}};
  if (in_cookie) {
    call.set_cookie = refresh_cookie(doorway_of(call), call.head, call.services.logins.database(),
                                     *reply.refresh_token, tokens.refresh_expires_in);
    reply.refresh_token.reset();
  }
  return {200, std::move(reply)};
}

void take_cookie_away(Call& call) {
  call.set_cookie = no_refresh_cookie(doorway_of(call), call.head, call.services.logins.database());
}

// `first`: a log-in that counts against no limit.
Task<Result<Reply<TokenReply>>> exchange(Call& call, TokenRequest request, bool first) {
  const bool refreshes = request.grant_type.value == GrantType::refresh_token;
  const bool from_cookie = refreshes && !request.refresh_token;
  const bool in_cookie = from_cookie || (request.cookie && request.cookie->value);
  if (from_cookie) {
    auto token = token_of_cookie(call);
    if (!token) co_return std::unexpected(std::move(token.error()));
    request.refresh_token.emplace().value = std::move(*token);
  } else if (in_cookie) {
    if (auto refusal = refuse_foreign_page(call)) co_return std::unexpected(std::move(*refusal));
  }
  auto task = refreshes ? refresh(call, std::move(request), in_cookie)
                        : log_in(call, std::move(request), !first);
  auto tokens = co_await std::move(task);
  if (!tokens) {
    if (from_cookie && tokens.error().code == E::unauthenticated) take_cookie_away(call);
    co_return std::unexpected(std::move(tokens.error()));
  }
  co_return reply_with(call, std::move(*tokens), in_cookie);
}

Task<Result<Reply<TokenReply>>> issue_token(Call& call, Decoded<TokenRequest> decoded) {
  const bool first = is_first_log_in(call, decoded);
  const std::string address = limited_address(call.proxies, call.head);
  if (first && call.over_limit) {
    call.services.limits.give_back_over_limit(address);
  } else if (first) {
    call.services.limits.give_back_token(address);
  } else if (call.over_limit) {
    call.note(AccountEvent::login_refused, {.reason = "limit_token"});
    co_return std::unexpected(std::move(*call.over_limit));
  }
  if (decoded.refusal) co_return std::unexpected(std::move(*decoded.refusal));
  co_return co_await exchange(call, std::move(decoded.value), first);
}

Task<Result<Reply<OwnUser>>> get_me(Call& call, NoFields) {
  auto user = co_await call.services.accounts.me(call.caller);
  if (!user) co_return std::unexpected(std::move(user.error()));
  co_return Reply<OwnUser>{200, {std::move(*user)}};
}

// Showing the current password is a guess at it, as much as a login is: counted for the account,
// and for the address as one.
std::optional<Error> take_guess(Call& call) {
  RateLimits& limits = call.services.limits;
  Verdict verdict = limits.take_password(call.caller.user_id);
  if (verdict.allowed) verdict = limits.take_token(limited_address(call.proxies, call.head));
  if (!verdict.allowed) note_own(call, AccountEvent::password_refused, "limit_token");
  return refusal_by(call, verdict);
}

// The verbs that ask for the current password refuse a wrong one as an invalid field.
void note_wrong_password(const Call& call, const Error& error) {
  if (error.code == E::invalid) note_own(call, AccountEvent::password_refused, "wrong_password");
}

// Everybody who knows a person hears of a new name or handle; both at once count once. One's own
// again cost nothing. Asked before the verb: a refused try counts, so that nobody finds out quickly
// which handles are taken.
Task<Result<void>> take_name(Call& call, const ProfileRequest& request) {
  const auto user = co_await call.services.accounts.me(call.caller);
  if (!user) co_return std::unexpected(user.error());
  const bool same_name = !request.username || request.username->value == user->username;
  const bool same_handle = !request.handle || request.handle->value == user->handle;
  if (same_name && same_handle) co_return Result<void>();
  auto refusal = refusal_by(call, call.services.limits.take_name(call.caller.user_id));
  if (refusal) co_return std::unexpected(std::move(*refusal));
  co_return Result<void>();
}

Task<Result<Reply<OwnUser>>> change_me(Call& call, ProfileRequest request) {
  if ((request.email || request.password) && request.current_password) {
    if (auto refusal = take_guess(call)) co_return std::unexpected(std::move(*refusal));
  }
  if (request.username || request.handle) {
    auto taken = co_await take_name(call, request);
    if (!taken) co_return std::unexpected(std::move(taken.error()));
  }
  const bool shown = request.current_password.has_value();
  const bool new_email = request.email.has_value();
  const bool new_password = request.password.has_value();
  chat::ProfileEdit edit;
  if (request.username) edit.username = std::move(request.username->value);
  if (request.email) edit.email = std::move(request.email->value);
  if (request.password) edit.new_password = std::move(request.password->value);
  if (request.current_password) edit.current_password = std::move(request.current_password->value);
  if (request.handle) edit.handle = std::move(request.handle->value);
  if (request.language) edit.language = std::move(request.language->value);
  auto user = co_await call.services.accounts.change_profile(call.caller, std::move(edit));
  if (!user && shown) note_wrong_password(call, user.error());
  if (!user) co_return std::unexpected(std::move(user.error()));
  if (new_email) note_own(call, AccountEvent::user_email_changed);
  if (new_password) note_own(call, AccountEvent::user_password_changed);
  co_return Reply<OwnUser>{200, {std::move(*user)}};
}

Task<Result<Reply<NoContent>>> delete_me(Call& call, DeleteMeRequest request) {
  if (auto refusal = take_guess(call)) co_return std::unexpected(std::move(*refusal));
  std::string password = std::move(request.current_password.value);
  auto erased = co_await call.services.accounts.erase(call.caller, std::move(password));
  if (!erased) {
    note_wrong_password(call, erased.error());
    co_return std::unexpected(std::move(erased.error()));
  }
  note_own(call, AccountEvent::user_deleted);
  co_return Reply<NoContent>{204, {}};
}

// The person with the link has forgotten the password, or never had one: nobody is logged in.
Task<Result<Reply<NoContent>>> set_password(Call& call, PasswordRequest request) {
  ClientNetwork client = client_network(call.proxies, call.head);
  std::string token = std::move(request.token.value);
  std::string password = std::move(request.password.value);
  auto user = co_await call.services.accounts.set_password(
      std::move(client), std::move(token), std::move(password), call.services.clock.now());
  if (!user) {
    call.note(AccountEvent::password_refused, {.reason = error_name(user.error().code)});
    co_return std::unexpected(std::move(user.error()));
  }
  call.note(AccountEvent::user_password_changed, {.user = user->id, .reason = "reset_link"});
  co_return Reply<NoContent>{204, {}};
}

Task<Result<Reply<SeenUser>>> find_user(Call& call, UserQuery request) {
  std::string addressee = std::move(request.email.value);
  std::string sought = addressee;
  auto taken = co_await take_stranger(call, std::move(sought));
  if (!taken) co_return std::unexpected(std::move(taken.error()));
  auto user = co_await call.services.accounts.look_up(call.caller.user_id, std::move(addressee));
  if (!user) co_return std::unexpected(std::move(user.error()));
  const bool oneself = user->id == call.caller.user_id;
  co_return Reply<SeenUser>{200, {std::move(*user), oneself}};
}

Task<Result<Reply<SeenUser>>> get_user(Call& call, UserRequest request) {
  auto user = co_await call.services.accounts.seen(call.caller, request.user_id.value);
  if (!user) co_return std::unexpected(std::move(user.error()));
  const bool oneself = user->id == call.caller.user_id;
  co_return Reply<SeenUser>{200, {std::move(*user), oneself}};
}

Task<Result<Reply<NoContent>>> log_out(Call& call, NoFields) {
  auto ended = co_await call.services.logins.log_out(call.caller);
  const bool over = ended ? ended->by_this : chat::could_not_store(ended.error());
  if (ended && ended->by_cookie) take_cookie_away(call);
  if (over) note_own(call, AccountEvent::logged_out);
  if (!ended) co_return std::unexpected(std::move(ended.error()));
  co_return Reply<NoContent>{204, {}};
}

Task<Result<Reply<SessionsReply>>> list_sessions(Call& call, NoFields) {
  auto sessions = co_await call.services.logins.sessions(call.caller);
  if (!sessions) co_return std::unexpected(std::move(sessions.error()));
  SessionsReply reply;
  for (Session& session : *sessions) {
    const bool current = session.id == call.caller.session_id;
    reply.sessions.push_back({std::move(session), current});
  }
  co_return Reply<SessionsReply>{200, std::move(reply)};
}

Task<Result<Reply<NoContent>>> end_session(Call& call, SessionRequest request) {
  const SessionId session = request.session_id.value;
  auto ended = co_await call.services.logins.end_session(call.caller, session);
  if (!ended) co_return std::unexpected(std::move(ended.error()));
  call.note(AccountEvent::session_ended,
            {.user = call.caller.user_id, .session = session, .reason = "ended_by_its_owner"});
  co_return Reply<NoContent>{204, {}};
}

}  // namespace

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
          .summary = "Create an account",
          .description =
              "The e-mail identifies the account; it is compared ignoring case, with its domain as "
              "an A-label (UTS 46). The username is only shown and need not be unique. The handle "
              "is unique, and made from the username if you give none. With the token of an "
              "invitation (`invite`), the new account also joins where that leads.",
          .successes = {{201, "The new account.", "OwnUser", kOwnUserExample}},
          .errors = {E::invite_not_found, E::invite_over, E::registration_closed, E::email_taken,
                     E::handle_taken, E::login_queue_full},
      }),
      handled_by<&issue_token>({
          .method = "POST",
          .path = "/chat/token",
          .operation_id = "token",
          .tag = "accounts",
          .limit = LimitKind::tokens,
          .content = Content::form,
          .body_limit = kMaxForm,
          .sets_cookie = true,
          .summary = "Log in or refresh a token",
          .description = "Send `username` (the e-mail) and `password`, or "
                         "`grant_type=refresh_token` and `refresh_token`. A refresh token works "
                         "once. Repeating it returns the newest one again until 60 seconds after "
                         "something of a newer pair was used; later it ends the session. An empty "
                         "field counts as absent. For the server's own page, `cookie=true` puts "
                         "the refresh token into a cookie that no script can read, and a refresh "
                         "without `refresh_token` takes it from there.",
          .successes = {{200, "The tokens of a session.", "Tokens", kTokensExample}},
          .errors = {E::invalid_credentials, E::unauthenticated, E::origin_not_allowed,
                     E::too_many_sessions, E::login_queue_full},
      }),
      handled_by<&log_out>({
          .method = "POST",
          .path = "/chat/logout",
          .operation_id = "logout",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .ends_session = true,
          .sets_cookie = true,
          .summary = "End this session",
          .description =
              "Its tokens stop working at once, and its sockets close with 4401. This holds on a "
              "full disk (507) too; you can then try again with the same token.",
          .successes = {{204, "The session has ended.", {}, {}}},
      }),
      handled_by<&get_me>({
          .method = "GET",
          .path = "/chat/me",
          .operation_id = "me",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Your profile",
          .description = "Includes the e-mail, which nobody else sees.",
          .successes = {{200, "The caller's account.", "OwnUser", kOwnUserExample}},
      }),
      handled_by<&change_me>({
          .method = "PATCH",
          .path = "/chat/me",
          .operation_id = "change_me",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Change your profile",
          .description =
              "Omitted fields stay as they are. A new e-mail or password needs "
              "`current_password`; a new password ends your other sessions. A handle "
              "that you give up is kept for you for 30 days; only you see a `language`. Changes "
              "of name or handle are limited together. A refused try (409) counts too.",
          .successes = {{200, "The account as it is now.", "OwnUser", kOwnUserExample}},
          .errors = {E::email_taken, E::handle_taken, E::login_queue_full},
      }),
      handled_by<&delete_me>({
          .method = "DELETE",
          .path = "/chat/me",
          .operation_id = "delete_me",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .content = Content::json,
          .summary = "Delete your account",
          .description =
              "Needs `current_password`. Ends all your sessions, leaves your groups and frees the "
              "e-mail; nobody gets your handle for 30 days. Your messages stay, and their author "
              "is shown as `{deleted: true}`.",
          .successes = {{204, "The account is gone.", {}, {}}},
          .errors = {E::login_queue_full},
      }),
      handled_by<&set_password>({
          .method = "POST",
          .path = "/chat/password",
          .operation_id = "set_password",
          .tag = "accounts",
          .limit = LimitKind::passwords,
          .content = Content::json,
          .body_limit = kMaxOpenBody,
          .summary = "Set a new password with a link",
          .description =
              "The operator makes the link with `asq user reset-link`; `token` stands in it behind "
              "`#`. It is good for 24 hours and once. All sessions of the account end; log in with "
              "the new password. Counts against the limit of `POST /chat/token`.",
          .successes = {{204, "The password is set.", {}, {}}},
          .errors = {E::reset_not_found, E::reset_over, E::login_queue_full},
      }),
      handled_by<&list_sessions>({
          .method = "GET",
          .path = "/chat/sessions",
          .operation_id = "sessions",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "Your sessions",
          .description = "Each login starts one; `current` marks the session of this request.",
          .successes = {{200, "Most recently used first.", "Sessions", kSessionsExample}},
      }),
      handled_by<&end_session>({
          .method = "DELETE",
          .path = "/chat/sessions/{session_id}",
          .operation_id = "end_session",
          .tag = "accounts",
          .auth = Auth::bearer,
          .limit = LimitKind::requests,
          .summary = "End one of your sessions",
          .description = "Same as logging out there, except that the page's cookie of that browser "
                         "stays until its next refresh. Another user's session is 404.",
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
          .summary = "Find a person by e-mail or handle",
          .description = "By the whole address, in any spelling, or by `@` and the handle. "
                         "The e-mail itself is not shown: only its owner sees it. Where the "
                         "server's setting `people` is `known`, looking "
                         "for strangers is limited.",
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
          .summary = "A person",
          .description =
              "Works for yourself, for members of your chats and for people who have "
              "left them, so for the `sender_id` of any message you can read. A deleted "
              "account has only `deleted`. Strangers can be seen only where the server's "
              "setting `people` is `open`.",
          .successes = {{200, "The person.", "User", kUserExample}},
          .errors = {E::user_not_found},
      }),
  };
}

}  // namespace asq::api
