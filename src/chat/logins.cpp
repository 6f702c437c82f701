#include "chat/logins.hpp"

#include <algorithm>
#include <utility>

#include "auth/secret.hpp"
#include "base/log.hpp"
#include "chat/sessions.hpp"
#include "chat/write_as.hpp"

namespace asq::chat {
namespace {

// Between an upgrade and the tokens of just before it.
constexpr std::chrono::minutes kClocksDiffer{1};

std::string problem_sentence(auth::TokenProblem problem) {
  switch (problem) {
    case auth::TokenProblem::malformed:
      return "This is not an access token of this server; log in again.";
    case auth::TokenProblem::bad_signature:
      return "This access token was not issued by this server; log in again.";
    case auth::TokenProblem::expired:
      return "The access token has expired; refresh it or log in again.";
    case auth::TokenProblem::wrong_issuer:
      return "This access token is for another server; log in again.";
  }
  return "This access token can't be used; log in again.";
}

Error of_another_database(std::string_view kind) {
  return Error(
      ErrorCode::unauthenticated,
      "The " + std::string(kind) + " token was issued for another database; log in again.");
}

Error refresh_ended() {
  return Error(ErrorCode::unauthenticated,
               "The session of this refresh token has ended; log in again.");
}

}  // namespace

Logins::Logins(store::Store& store, auth::PasswordHasher& hasher, const auth::KeyRing& keys,
               const Clock& clock, AccountLog& log, LoginOptions options, OpenSockets* sockets)
    : store_(store),
      hasher_(hasher),
      keys_(keys),
      clock_(clock),
      log_(log),
      options_(std::move(options)),
      sockets_(sockets) {}

Task<Result<Tokens>> Logins::log_in(ClientNetwork client, std::string email, std::string password,
                                    std::string user_agent, bool by_cookie) {
  std::string shown = email;
  auto opened = co_await admit(client, std::move(shown), std::move(password), std::move(user_agent),
                               by_cookie);
  auth::wipe(password);
  if (!opened) {
    const Refused& refused = opened.error();
    log_.write(AccountEvent::login_refused, client,
               {.user = refused.user, .reason = refused.reason});
    co_return std::unexpected(refused.error);
  }
  pairs_.add(client.address, email);
  const UserId user = opened->user.id;
  log_.write(AccountEvent::logged_in, client, {.user = user, .session = opened->session.id});
  for (const SessionId ended : opened->ended) {
    log_.write(AccountEvent::session_ended, client,
               {.user = user, .session = ended, .reason = "too_many_sessions"});
  }
  co_return tokens_for(opened->session, std::move(opened->user));
}

std::unexpected<Logins::Refused> Logins::refuse(Error error, std::optional<UserId> user) {
  const std::string_view reason = error_name(error.code);
  return std::unexpected(Refused{.error = std::move(error), .reason = reason, .user = user});
}

// An unknown e-mail, a wrong password and a disabled account take the same way through here: one
// look-up, one verification, then the answer.
Task<Logins::Admitted<Opened>> Logins::admit(const ClientNetwork& client, std::string email,
                                             std::string password, std::string user_agent,
                                             bool by_cookie) {
  auto find = [email](store::Snapshot& rows) -> Result<std::optional<store::Credentials>> {
    return rows.find_account(email);
  };
  const auto found = co_await store_.read<std::optional<store::Credentials>>(
      {"find account", client.payer()}, std::move(find));
  if (!found) co_return refuse(found.error());
  const auto& account = *found;
  const auto user = account ? std::optional(account->user.id) : std::nullopt;
  // An empty hash stands for "no such account" and costs the same.
  const std::string shown = account ? account->password_hash : std::string();
  std::string hash = shown;
  const auth::PasswordPayer payer{client.networks, pairs_.has(client.address, email)};
  const auto matches = co_await hasher_.verify(payer, std::move(password), std::move(hash));
  auth::wipe(password);
  if (!matches) co_return refuse(matches.error(), user);
  if (!*matches || account->user.disabled) {
    const std::string_view reason = !account    ? "unknown_email"
                                    : !*matches ? "wrong_password"
                                                : "disabled";
    co_return std::unexpected(Refused{Error(ErrorCode::invalid_credentials), reason, user});
  }
  Opening opening{.user_id = account->user.id,
                  .email = email,
                  .password_hash = shown,
                  .user_agent = std::move(user_agent),
                  .lifetime = options_.refresh_lifetime,
                  .by_cookie = by_cookie};
  auto opened = co_await open(std::move(opening));
  if (!opened) co_return refuse(std::move(opened.error()), user);
  co_return std::move(*opened);
}

bool Logins::known(const ClientNetwork& client, std::string_view email) {
  return pairs_.has(client.address, email);
}

// Whose sessions are in use is asked only where it matters, for all loops have to answer. A socket
// that opens after that may lose its session, as if it had come a moment later.
Task<Result<Opened>> Logins::open(Opening opening) {
  if (sockets_ == nullptr) co_return co_await try_to_open(std::move(opening));
  opening.in_use.reset();
  Opening first = opening;
  auto opened = co_await try_to_open(std::move(first));
  if (opened || opened.error().code != ErrorCode::too_many_sessions) co_return opened;
  auto in_use = co_await sockets_->sessions_of(opening.user_id);
  if (!in_use) co_return std::unexpected(std::move(in_use.error()));
  opening.in_use = std::move(*in_use);
  co_return co_await try_to_open(std::move(opening));
}

Task<Result<Opened>> Logins::try_to_open(Opening opening) {
  const UserId user = opening.user_id;
  auto verb = [opening = std::move(opening)](store::Transaction& rows) {
    return open_session(rows, opening);
  };
  return store_.write<Opened>({"log in", user}, std::move(verb));
}

Task<Result<Tokens>> Logins::refresh(ClientNetwork client, std::string refresh_token,
                                     bool into_cookie) {
  auto renewed = co_await renew(client, std::move(refresh_token), into_cookie);
  if (!renewed) {
    const Refused& refused = renewed.error();
    log_.write(AccountEvent::refresh_refused, client,
               {.user = refused.user, .session = refused.session, .reason = refused.reason});
    co_return std::unexpected(refused.error);
  }
  co_return tokens_for(renewed->session, std::move(renewed->user));
}

Task<Logins::Admitted<Opened>> Logins::renew(const ClientNetwork& client, std::string refresh_token,
                                             bool into_cookie) {
  const auto claims = auth::verify_refresh_token(keys_, refresh_token);
  if (!claims) {
    Error error(ErrorCode::unauthenticated,
                "This refresh token was not issued by this server; log in again.");
    co_return std::unexpected(Refused{std::move(error), "not_issued_here"});
  }
  const SessionId id = claims->session_id;
  const Refused elsewhere{.error = of_another_database("refresh"), .reason = "another_database"};
  if (!is_of_this_database(*claims)) co_return std::unexpected(elsewhere);
  store::SessionCache& sessions = store_.memory().sessions();
  const Refused ended{.error = refresh_ended(), .reason = "session_ended", .session = id};
  if (sessions.ended(id)) co_return std::unexpected(ended);
  const ShownRefresh shown{id, claims->generation, claims->database.has_value(),
                           superseded(id, claims->generation), into_cookie};
  // Showing it is a use of its pair, and makes those before it old. A token of 0.1.0 may be another
  // server's.
  if (shown.names_database) sessions.note_use(id, shown.generation, clock_.steady());
  struct Renewal {
    Refreshed refreshed;
    User user;
  };
  auto verb = [shown,
               lifetime = options_.refresh_lifetime](store::Transaction& rows) -> Result<Renewal> {
    Renewal renewal{refresh_session(rows, shown, lifetime), {}};
    const auto& session = renewal.refreshed.session;
    if (session) renewal.user = rows.find_user(session->user_id).value();
    return renewal;
  };
  auto renewal = co_await store_.write<Renewal>({"refresh", client.payer()}, std::move(verb));
  if (!renewal && could_not_store(renewal.error())) co_await end_if_reused(client, shown);
  if (!renewal) co_return refuse(std::move(renewal.error()));
  if (renewal->refreshed.of_elsewhere) co_return std::unexpected(elsewhere);
  if (const auto owner = renewal->refreshed.ended_of) log_reuse(client, id, *owner);
  if (!renewal->refreshed.session) co_return std::unexpected(ended);
  co_return Opened{std::move(*renewal->refreshed.session), std::move(renewal->user)};
}

Superseded Logins::superseded(SessionId id, std::int64_t generation) const {
  const auto newer = store_.memory().sessions().superseded(id, generation);
  if (!newer) return Superseded::unknown;
  if (newer->since < clock_.steady() - kRepeatsAreGood) return Superseded::long_ago;
  return newer->first ? Superseded::recently : Superseded::unknown;
}

void Logins::log_reuse(const ClientNetwork& client, SessionId id, UserId owner) {
  log_.write(AccountEvent::session_ended, client,
             {.user = owner,
              .session = id,
              .reason = "refresh_token_reused",
              .level = log::Level::warning});
}

// What refresh_session() would have done, in memory.
Task<void> Logins::end_if_reused(const ClientNetwork& client, ShownRefresh shown) {
  using Found = std::optional<Session>;
  auto verb = [id = shown.session_id](store::Snapshot& rows) -> Result<Found> {
    return rows.find_session(id);
  };
  const auto found =
      co_await store_.read<Found>({"find session", Payer::server()}, std::move(verb));
  if (!found || !*found || !is_reused(**found, shown)) co_return;
  store_.memory().sessions().end(shown.session_id, (*found)->user_id);
  log_reuse(client, shown.session_id, (*found)->user_id);
}

Tokens Logins::tokens_for(const Session& session, User user) const {
  const Timestamp now = clock_.now();
  // A session that ends sooner takes its access token with it.
  const auto left = std::chrono::floor<std::chrono::seconds>(session.expires_at - now);
  const auto lifetime = std::clamp(left, std::chrono::seconds(0), options_.access_lifetime);
  Tokens tokens;
  const DatabaseId database = store_.identity().id;
  tokens.access_token = auth::make_access_token(
      keys_, options_.issuer, {session.user_id, session.id, session.generation, database}, now,
      lifetime);
  tokens.refresh_token =
      auth::make_refresh_token(keys_, {session.id, session.generation, database});
  tokens.expires_in = lifetime;
  tokens.refresh_expires_in = std::max(left, std::chrono::seconds(0));
  tokens.user = std::move(user);
  return tokens;
}

Task<Result<LoggedOut>> Logins::log_out(Caller caller) {
  auto ended = co_await end_session(caller, caller.session_id);
  if (ended) co_return LoggedOut{.by_this = true, .by_cookie = ended->by_cookie};
  if (ended.error().code == ErrorCode::unauthenticated) co_return LoggedOut{};
  co_return std::unexpected(std::move(ended.error()));
}

Task<Result<std::vector<Session>>> Logins::sessions(Caller caller) {
  using Sessions = std::vector<Session>;
  auto verb = [owner = caller.user_id,
               now = clock_.now()](store::Snapshot& rows) -> Result<Sessions> {
    return live_sessions(rows, owner, now);
  };
  return store_.read<Sessions>({"list sessions", caller.user_id}, std::move(verb));
}

Task<Result<Session>> Logins::end_session(Caller caller, SessionId id) {
  auto verb = [owner = caller.user_id, id](store::Transaction& rows) {
    return end_own_session(rows, owner, id);
  };
  auto ended = co_await write_as<Session>(store_, "end session", caller, std::move(verb));
  if (!ended && could_not_store(ended.error())) {
    store_.memory().sessions().end(id, caller.user_id);
  }
  co_return ended;
}

Result<Caller> Logins::authenticate(std::string_view access_token) const {
  const auto proof = examine(access_token);
  if (!proof) return std::unexpected(proof.error());
  return proof->caller;
}

Result<Caller> Logins::authenticate_to_log_out(std::string_view access_token) const {
  const auto proof = read_token(access_token);
  if (!proof) return std::unexpected(proof.error());
  if (auto checked = check_may_log_out(proof->caller); !checked) {
    return std::unexpected(checked.error());
  }
  return proof->caller;
}

Result<void> Logins::check_may_log_out(Caller caller) const {
  if (store_.memory().sessions().ended(caller.session_id)) return {};
  return check_live(caller);
}

Result<Logins::Proof> Logins::examine(std::string_view access_token) const {
  auto proof = read_token(access_token);
  if (!proof) return proof;
  if (auto checked = check_live(proof->caller); !checked) return std::unexpected(checked.error());
  if (proof->generation) {
    store_.memory().sessions().note_use(proof->caller.session_id, *proof->generation,
                                        clock_.steady());
  }
  return proof;
}

bool Logins::is_of_this_database(const auth::AccessClaims& claims) const {
  const store::Identity here = store_.identity();
  if (claims.database) return *claims.database == here.id;
  return claims.session_id <= here.last_unnamed &&
         claims.issued_at <= here.named_since + kClocksDiffer;
}

bool Logins::is_of_this_database(const auth::RefreshClaims& claims) const {
  const store::Identity here = store_.identity();
  return claims.database ? *claims.database == here.id : claims.session_id <= here.last_unnamed;
}

Result<Logins::Proof> Logins::read_token(std::string_view access_token) const {
  const Timestamp now = clock_.now();
  const auto claims = auth::verify_access_token(keys_, options_.issuer, access_token, now);
  if (!claims) return fail(ErrorCode::unauthenticated, problem_sentence(claims.error()));
  if (!is_of_this_database(*claims)) {
    return std::unexpected(of_another_database("access"));
  }
  const Caller caller{claims->user_id, claims->session_id};
  return Proof{caller, std::chrono::floor<std::chrono::seconds>(claims->expires_at - now),
               claims->generation};
}

Result<void> Logins::check_live(Caller caller) const {
  if (live(caller)) return {};
  return fail(ErrorCode::unauthenticated, "This session has ended; log in again.");
}

bool Logins::live(Caller caller) const {
  return store_.memory().session_lives(caller.session_id, caller.user_id);
}

}  // namespace asq::chat
