#include "chat/logins.hpp"

#include <algorithm>
#include <utility>

#include "auth/secret.hpp"
#include "auth/tokens.hpp"

namespace asq::chat {
namespace {

std::string problem_sentence(auth::TokenProblem problem) {
  switch (problem) {
    case auth::TokenProblem::malformed: return "The access token is malformed.";
    case auth::TokenProblem::bad_signature:
      return "The access token was not issued by this server.";
    case auth::TokenProblem::expired: return "The access token has expired.";
    case auth::TokenProblem::not_yet_valid: return "The access token is not valid yet.";
    case auth::TokenProblem::wrong_issuer: return "The access token is meant for another server.";
  }
  return "The access token can't be used.";
}

}  // namespace

Logins::Logins(store::Store& store, auth::PasswordHasher& hasher, const auth::KeyRing& keys,
               const Clock& clock, LoginOptions options)
    : store_(store), hasher_(hasher), keys_(keys), clock_(clock), options_(std::move(options)) {}

// An unknown e-mail, a wrong password and a disabled account take the same way through here: one
// look-up, one verification, then the answer.
Task<Result<Tokens>> Logins::log_in(std::string email, std::string password,
                                    std::string user_agent) {
  std::string asked = email;
  auto credentials = co_await store_.accounts().find_credentials(std::move(asked));
  if (!credentials && credentials.error().code != ErrorCode::user_not_found) {
    co_return std::unexpected(std::move(credentials.error()));
  }
  // An empty hash stands for "no such account" and costs the same.
  std::string hash = credentials ? credentials->password_hash : std::string();
  const auto matches = co_await hasher_.verify(std::move(password), std::move(hash));
  auth::wipe(password);
  if (!matches) co_return std::unexpected(matches.error());
  if (!*matches || credentials->user.disabled) co_return fail(ErrorCode::invalid_credentials);
  store::SessionStore::Opening opening{credentials->user.id, std::move(user_agent),
                                       options_.refresh_lifetime};
  auto session = co_await store_.sessions().open(std::move(opening));
  if (!session) co_return std::unexpected(std::move(session.error()));
  auto current = co_await still_valid(*session, std::move(*credentials), std::move(email));
  if (!current) co_return std::unexpected(std::move(current.error()));
  co_return tokens_for(*session, std::move(*current));
}

// A password is verified outside the store, and that takes long enough for it to be changed
// meanwhile. A change before the session was opened is seen here, a change after it has ended the
// session: either way nobody gets in with a password that was taken from them.
Task<Result<User>> Logins::still_valid(Session session, store::Credentials shown,
                                       std::string email) {
  auto now = co_await store_.accounts().find_credentials(std::move(email));
  if (now && now->user.id == shown.user.id && now->password_hash == shown.password_hash) {
    co_return std::move(now->user);
  }
  const auto ended = co_await store_.sessions().end(session.user_id, session.id);
  if (!ended && ended.error().code != ErrorCode::session_not_found) {
    co_return std::unexpected(ended.error());
  }
  if (!now && now.error().code != ErrorCode::user_not_found) {
    co_return std::unexpected(std::move(now.error()));
  }
  co_return fail(ErrorCode::invalid_credentials);
}

Task<Result<Tokens>> Logins::refresh(std::string refresh_token) {
  const auto claims = auth::verify_refresh_token(keys_, refresh_token);
  if (!claims) {
    co_return fail(ErrorCode::unauthenticated, "The refresh token was not issued by this server.");
  }
  auto session = co_await store_.sessions().refresh(claims->session_id, claims->generation,
                                                    options_.refresh_lifetime);
  if (!session && session.error().code == ErrorCode::unauthenticated) {
    co_return fail(ErrorCode::unauthenticated, "The session of the refresh token has ended.");
  }
  if (!session) co_return std::unexpected(std::move(session.error()));
  auto user = co_await store_.accounts().find(session->user_id);
  if (!user) co_return std::unexpected(std::move(user.error()));
  co_return tokens_for(*session, std::move(*user));
}

Tokens Logins::tokens_for(const Session& session, User user) const {
  const Timestamp now = clock_.now();
  // A session that ends sooner takes its access token with it.
  const auto left = std::chrono::floor<std::chrono::seconds>(session.expires_at - now);
  const auto lifetime = std::clamp(left, std::chrono::seconds(0), options_.access_lifetime);
  Tokens tokens;
  tokens.access_token =
      auth::make_access_token(keys_, options_.issuer, session.user_id, session.id, now, lifetime);
  tokens.refresh_token = auth::make_refresh_token(keys_, {session.id, session.generation});
  tokens.expires_in = lifetime;
  tokens.user = std::move(user);
  return tokens;
}

Task<Result<void>> Logins::log_out(Caller caller) {
  auto ended = co_await store_.sessions().end(caller.user_id, caller.session_id);
  // Something else ended it first: what was asked for is so.
  if (!ended && ended.error().code == ErrorCode::session_not_found) co_return Result<void>();
  co_return ended;
}

Task<Result<std::vector<Session>>> Logins::sessions(Caller caller) {
  co_return co_await store_.sessions().list(caller.user_id);
}

Task<Result<void>> Logins::end_session(Caller caller, SessionId id) {
  co_return co_await store_.sessions().end(caller.user_id, id);
}

Result<Caller> Logins::authenticate(std::string_view access_token) const {
  const auto proof = examine(access_token);
  if (!proof) return std::unexpected(proof.error());
  return proof->caller;
}

Result<Logins::Proof> Logins::examine(std::string_view access_token) const {
  const Timestamp now = clock_.now();
  const auto claims = auth::verify_access_token(keys_, options_.issuer, access_token, now);
  if (!claims) return fail(ErrorCode::unauthenticated, problem_sentence(claims.error()));
  const Caller caller{claims->user_id, claims->session_id};
  if (auto checked = check_live(caller); !checked) return std::unexpected(checked.error());
  return Proof{caller, std::chrono::floor<std::chrono::seconds>(claims->expires_at - now)};
}

Result<void> Logins::check_live(Caller caller) const {
  if (live(caller)) return {};
  return fail(ErrorCode::unauthenticated, "The session has ended.");
}

bool Logins::live(Caller caller) const {
  return store_.sessions().live(caller.session_id, caller.user_id);
}

}  // namespace asq::chat
