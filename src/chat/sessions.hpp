// How sessions begin, go on and end. Tokens are logins.hpp's; here a session is a row, and an event
// that every node's memory follows.
// Threads: the one that runs the verb.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "model/user.hpp"
#include "store/transaction.hpp"

namespace asq::chat {

inline constexpr int kMaxSessions = 200;  // of one account

// A login whose password was checked outside the store.
struct Opening {
  UserId user_id;             // whose password it was
  std::string email;          // as shown
  std::string password_hash;  // the one that the password was checked against
  std::string user_agent;     // cut to 256 bytes, at the end of a character
  std::chrono::seconds lifetime;
  // Those of the account's sessions that have an open socket. nullopt: nobody has asked yet.
  std::optional<std::vector<SessionId>> in_use = std::vector<SessionId>();
  bool by_cookie = false;  // as Session::by_cookie
};
struct Opened {
  Session session;
  User user;
  std::vector<SessionId> ended = {};  // so that this one has room
};
// Refuses if the e-mail or the hash is no longer that account's, or if it may not log in: checking
// a password takes long enough for all of that to change. So nobody gets in with a password that
// was taken from them, nor as somebody else. If there are kMaxSessions, the least recently used one
// that is not in use ends; some sessions of anybody that expired long ago are cleared away. Errors:
// invalid_credentials, too_many_sessions (all are in use; or there are kMaxSessions, and `in_use`
// is not known).
[[nodiscard]] Result<Opened> open_session(store::Transaction& rows, const Opening& opening);

// How long a refresh token is good after something of a newer pair was used: for a second tab, and
// for requests that were under way.
inline constexpr std::chrono::seconds kRepeatsAreGood{60};

// When something newer than a refresh token was first used.
enum class Superseded : std::uint8_t {
  unknown,   // perhaps never, perhaps before a restart
  recently,  // at most kRepeatsAreGood ago
  long_ago,
};

// A refresh token that was shown.
struct ShownRefresh {
  SessionId session_id;
  std::int64_t generation = 0;
  bool names_database = true;
  Superseded superseded = Superseded::unknown;
  bool into_cookie = false;  // the next one goes into the page's cookie (Session::by_cookie)
};

// It names no database, and the session of that number had moved on to none of its age before this
// database had a name: another server, with the same key, made it for a session of its own.
[[nodiscard]] bool is_of_elsewhere(const Session& session, const ShownRefresh& shown);

// Whether a token of that age means that somebody else has a copy: something newer has long been in
// use. Where that is not known, it is so of every token before the one before the newest.
[[nodiscard]] bool is_reused(const Session& session, const ShownRefresh& shown);

// Without a session: there is none, or it has ended or expired.
struct Refreshed {
  std::optional<Session> session = {};
  std::optional<UserId> ended_of = {};  // it has ended by this, because the token was an old one
  bool of_elsewhere = false;            // there is one, and it is not the token's; nothing changes
};
// The newest: the session moves on to generation + 1 and its expiry by `lifetime`. An older
// one (a lost reply, a second tab): nothing changes, the same session is returned. Both keep that
// the answer goes into the page's cookie. Reused: the session ends. Ending it is a change that must
// be committed, so it is no error.
[[nodiscard]] Refreshed refresh_session(store::Transaction& rows, const ShownRefresh& shown,
                                        std::chrono::seconds lifetime);

void end_session(store::Transaction& rows, SessionId id, UserId owner);
// The same, if it is the owner's. Returns what has ended. Errors: session_not_found (another's
// too).
[[nodiscard]] Result<Session> end_own_session(store::Transaction& rows, UserId owner, SessionId id);
// All sessions of a person but `keep`.
void end_sessions_of(store::Transaction& rows, UserId owner, std::optional<SessionId> keep);

// The store could not take a change. If it was to end sessions, they end in memory meanwhile
// (SessionCache::end), so that nobody goes on with them while a disk is full.
[[nodiscard]] bool could_not_store(const Error& error);

// Those that have not expired at `now`, newest use first.
[[nodiscard]] std::vector<Session> live_sessions(store::Snapshot& rows, UserId owner,
                                                 Timestamp now);

}  // namespace asq::chat
