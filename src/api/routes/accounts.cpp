// register, token, me, logout, sessions, users.
#include <utility>

#include "api/routes/handlers.hpp"

namespace asq::api {

Task<Result<Reply<OwnUser>>> register_account(Call& call, RegisterRequest request) {
  chat::Registration registration{std::move(request.username.value), std::move(request.email.value),
                                  std::move(request.password.value)};
  auto user = co_await call.services.accounts.register_account(std::move(registration));
  if (!user) co_return std::unexpected(std::move(user.error()));
  co_return Reply<OwnUser>{201, {std::move(*user)}};
}

namespace {

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

Task<Result<chat::Tokens>> log_in(Call& call, TokenRequest request) {
  std::string email = std::move(request.username->value);
  std::string password = std::move(request.password->value);
  std::string agent = user_agent_of(call.head);
  co_return co_await call.services.logins.log_in(std::move(email), std::move(password),
                                                 std::move(agent));
}

Task<Result<chat::Tokens>> refresh(Call& call, TokenRequest request) {
  std::string token = std::move(request.refresh_token->value);
  co_return co_await call.services.logins.refresh(std::move(token));
}

}  // namespace

Task<Result<Reply<TokenReply>>> issue_token(Call& call, TokenRequest request) {
  const bool refreshes = request.grant_type.value == GrantType::refresh_token;
  auto task = refreshes ? refresh(call, std::move(request)) : log_in(call, std::move(request));
  auto tokens = co_await std::move(task);
  if (!tokens) co_return std::unexpected(std::move(tokens.error()));
  co_return Reply<TokenReply>{200,
                              {std::move(tokens->access_token),
                               std::move(tokens->refresh_token),
                               tokens->expires_in.count(),
                               {std::move(tokens->user)}}};
}

Task<Result<Reply<OwnUser>>> get_me(Call& call, NoFields) {
  auto user = co_await call.services.accounts.me(call.caller);
  if (!user) co_return std::unexpected(std::move(user.error()));
  co_return Reply<OwnUser>{200, {std::move(*user)}};
}

namespace {

// Showing the current password is a guess at it, as much as a login is: counted for the account,
// and for the address as one.
std::optional<Error> take_guess(Call& call) {
  RateLimits& limits = call.services.limits;
  Verdict verdict = limits.take_password(call.caller.user_id);
  if (verdict.allowed) verdict = limits.take_token(limited_address(call.proxies, call.head));
  if (verdict.allowed) return std::nullopt;
  call.verdict = verdict;
  return rate_limited(verdict);
}

}  // namespace

Task<Result<Reply<OwnUser>>> change_me(Call& call, ProfileRequest request) {
  if ((request.email || request.password) && request.current_password) {
    if (auto refusal = take_guess(call)) co_return std::unexpected(std::move(*refusal));
  }
  chat::ProfileEdit edit;
  if (request.username) edit.username = std::move(request.username->value);
  if (request.email) edit.email = std::move(request.email->value);
  if (request.password) edit.new_password = std::move(request.password->value);
  if (request.current_password) edit.current_password = std::move(request.current_password->value);
  auto user = co_await call.services.accounts.change_profile(call.caller, std::move(edit));
  if (!user) co_return std::unexpected(std::move(user.error()));
  co_return Reply<OwnUser>{200, {std::move(*user)}};
}

Task<Result<Reply<NoContent>>> delete_me(Call& call, DeleteMeRequest request) {
  if (auto refusal = take_guess(call)) co_return std::unexpected(std::move(*refusal));
  std::string password = std::move(request.current_password.value);
  auto erased = co_await call.services.accounts.erase(call.caller, std::move(password));
  if (!erased) co_return std::unexpected(std::move(erased.error()));
  co_return Reply<NoContent>{204, {}};
}

Task<Result<Reply<SeenUser>>> find_user(Call& call, UserQuery request) {
  std::string email = std::move(request.email.value);
  auto user = co_await call.services.accounts.look_up(std::move(email));
  if (!user) co_return std::unexpected(std::move(user.error()));
  const bool oneself = user->id == call.caller.user_id;
  co_return Reply<SeenUser>{200, {std::move(*user), oneself}};
}

Task<Result<Reply<SeenUser>>> get_user(Call& call, UserRequest request) {
  auto user = co_await call.services.accounts.known(call.caller, request.user_id.value);
  if (!user) co_return std::unexpected(std::move(user.error()));
  const bool oneself = user->id == call.caller.user_id;
  co_return Reply<SeenUser>{200, {std::move(*user), oneself}};
}

Task<Result<Reply<NoContent>>> log_out(Call& call, NoFields) {
  auto ended = co_await call.services.logins.log_out(call.caller);
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
  auto ended = co_await call.services.logins.end_session(call.caller, request.session_id.value);
  if (!ended) co_return std::unexpected(std::move(ended.error()));
  co_return Reply<NoContent>{204, {}};
}

}  // namespace asq::api
