// Tokens and sessions: logging in, refreshing, logging out, and who a token stands for.
// Writes into `log` who logs in, who is refused and why, and whose session ends by that.
// Threads: any loop; immutable after construction but for the pairs that it remembers.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/key_ring.hpp"
#include "auth/password_hasher.hpp"
#include "auth/tokens.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/account_log.hpp"
#include "chat/caller.hpp"
#include "chat/known_pairs.hpp"
#include "chat/open_sockets.hpp"
#include "chat/sessions.hpp"
#include "model/client_network.hpp"
#include "model/user.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct LoginOptions {
  std::string issuer = "asq";
  std::chrono::seconds access_lifetime{24 * 3600};
  std::chrono::seconds refresh_lifetime{30 * 24 * 3600};
};

struct Tokens {
  std::string access_token;
  std::string refresh_token;
  std::chrono::seconds expires_in{0};
  std::chrono::seconds refresh_expires_in{0};
  User user;
};

// What a log-out came to.
struct LoggedOut {
  bool by_this = false;    // nothing else had ended the session before
  bool by_cookie = false;  // Session::by_cookie, as far as there was still one to ask
};

class Logins {
 public:
  // `sockets`: nullptr where nobody has any.
  Logins(store::Store& store, auth::PasswordHasher& hasher, const auth::KeyRing& keys,
         const Clock& clock, AccountLog& log, LoginOptions options, OpenSockets* sockets = nullptr);

  // An unknown e-mail costs the same time as a wrong password; a disabled account answers the same.
  // An account that was disabled, or whose password or e-mail was changed, while the password was
  // being verified is not logged in (sessions.hpp). The network pays; a pair of address and e-mail
  // that has logged in before, known(), waits for the password in a lane of its own.
  // An account has at most kMaxSessions (sessions.hpp): then its least recently used session ends
  // that has no open socket.
  // `by_cookie`: as Session::by_cookie.
  // Errors: invalid_credentials, login_queue_full, overloaded, too_many_sessions (each has one).
  [[nodiscard]] Task<Result<Tokens>> log_in(ClientNetwork client, std::string email,
                                            std::string password, std::string user_agent,
                                            bool by_cookie = false);
  [[nodiscard]] bool known(const ClientNetwork& client, std::string_view email);
  // Rotates: the newest refresh token gives the next one; an older one gives the newest again (a
  // lost reply, a second tab), with a new access token, until something newer than it, of either
  // kind, has been in use for kRepeatsAreGood (sessions.hpp); after that it ends the session, and
  // that is logged. So does, after a restart, one from before the one before the newest.
  // `into_cookie`: the token of the answer goes into the page's cookie; the session keeps that
  // (Session::by_cookie). Errors: unauthenticated.
  [[nodiscard]] Task<Result<Tokens>> refresh(ClientNetwork client, std::string refresh_token,
                                             bool into_cookie = false);
  // If the store can't take it (no room on the disk), the session is dead in memory all the same:
  // neither of its tokens is good for anything but a repeat of this, and its sockets close. A
  // restart before that forgets it.
  [[nodiscard]] Task<Result<LoggedOut>> log_out(Caller caller);
  [[nodiscard]] Task<Result<std::vector<Session>>> sessions(Caller caller);
  // Ends one of the caller's own sessions, and returns what it was. Errors: session_not_found,
  // unauthenticated (the caller's own session has ended meanwhile), and those of the store, as for
  // log_out().
  [[nodiscard]] Task<Result<Session>> end_session(Caller caller, SessionId id);
  // Whose tokens these are, for the name of the page's cookie.
  [[nodiscard]] DatabaseId database() const { return store_.identity().id; }

  // From memory, at once: signature, times and the session behind the token.
  // Errors: unauthenticated, its detail saying what is wrong with the token (never its text).
  [[nodiscard]] Result<Caller> authenticate(std::string_view access_token) const;
  // The same, and how long the token is good for.
  struct Proof {
    Caller caller;
    std::chrono::seconds expires_in{0};
    std::optional<std::int64_t> generation;  // of the pair that it belongs to
  };
  [[nodiscard]] Result<Proof> examine(std::string_view access_token) const;
  // The same, and good for a session, too, whose end could not be stored.
  [[nodiscard]] Result<Caller> authenticate_to_log_out(std::string_view access_token) const;
  [[nodiscard]] Result<void> check_may_log_out(Caller caller) const;
  [[nodiscard]] bool live(Caller caller) const;
  // The same as a refusal. Errors: unauthenticated.
  [[nodiscard]] Result<void> check_live(Caller caller) const;

 private:
  // Why somebody is not let in: for the log, beside what the caller hears.
  struct Refused {
    Error error;
    std::string_view reason;  // a constant
    std::optional<UserId> user = {};
    std::optional<SessionId> session = {};
  };
  template <class T>
  using Admitted = std::expected<T, Refused>;
  [[nodiscard]] static std::unexpected<Refused> refuse(Error error,
                                                       std::optional<UserId> user = {});

  [[nodiscard]] Task<Admitted<Opened>> admit(const ClientNetwork& client, std::string email,
                                             std::string password, std::string user_agent,
                                             bool by_cookie);
  [[nodiscard]] Task<Admitted<Opened>> renew(const ClientNetwork& client, std::string refresh_token,
                                             bool into_cookie);
  [[nodiscard]] Superseded superseded(SessionId id, std::int64_t generation) const;
  Task<void> end_if_reused(const ClientNetwork& client, ShownRefresh shown);
  void log_reuse(const ClientNetwork& client, SessionId id, UserId owner);
  // A token that names no database is of a time when none had a name. Of a refresh token the
  // session knows more (sessions.hpp, is_of_elsewhere).
  [[nodiscard]] bool is_of_this_database(const auth::AccessClaims& claims) const;
  [[nodiscard]] bool is_of_this_database(const auth::RefreshClaims& claims) const;
  // What the token says of itself, whether or not the session lives.
  [[nodiscard]] Result<Proof> read_token(std::string_view access_token) const;
  [[nodiscard]] Tokens tokens_for(const Session& session, User user) const;
  [[nodiscard]] Task<Result<Opened>> open(Opening opening);
  [[nodiscard]] Task<Result<Opened>> try_to_open(Opening opening);

  store::Store& store_;
  auth::PasswordHasher& hasher_;
  const auth::KeyRing& keys_;
  const Clock& clock_;
  AccountLog& log_;
  LoginOptions options_;
  KnownPairs pairs_;
  OpenSockets* sockets_;
};

}  // namespace asq::chat
