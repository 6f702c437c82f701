// Accounts and sessions, durably.
// Threads: any; calls suspend, never block the caller's thread. What is marked "from memory"
// returns at once. Every verb may also fail with storage_unavailable, storage_full (writes),
// overloaded (the writer's queue is full) or shutting_down; all of them are safe to retry. Every
// verb of an Actor: unauthenticated, if the session has ended (actor.hpp).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/actor.hpp"
#include "model/user.hpp"

namespace asq::store {

struct NewAccount {
  std::string username;
  std::string email;          // as typed; compared by its case-folded form
  std::string password_hash;  // an Argon2id string ($argon2id$...)
};

struct Credentials {
  User user;
  std::string password_hash;
};

// What is absent stays as it is.
struct ProfileChange {
  std::optional<std::string> username;
  std::optional<std::string> email;
  std::optional<std::string> password_hash;
  // With a new password: the one session that lives on; every other session of the user ends.
  std::optional<SessionId> keep_session;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  // Gives the next user id. A refused account uses none up. Errors: email_taken.
  virtual Task<Result<User>> create(NewAccount account) = 0;
  // Errors: user_not_found.
  virtual Task<Result<User>> find(UserId id) = 0;
  // Somebody of whom `viewer` may know: oneself, who shares a chat, and who has been in one of the
  // viewer's chats before; deleted accounts too, as far as anything is left of them.
  // Errors: user_not_found.
  virtual Task<Result<User>> find_known(UserId viewer, UserId id) = 0;
  // By e-mail, case-insensitively. Disabled accounts are found too, deleted ones never.
  // Errors: user_not_found.
  virtual Task<Result<Credentials>> find_credentials(std::string email) = 0;
  // One transaction; ends sessions if the password changes; publishes UserUpdated if the username
  // does. Errors: user_not_found, email_taken.
  virtual Task<Result<User>> change_profile(Actor actor, ProfileChange change) = 0;
  // Disabling ends every session of the user, in the same transaction. A repeat changes nothing.
  // Errors: user_not_found.
  virtual Task<Result<User>> set_disabled(std::string email, bool disabled) = 0;
  // The account goes: everybody in its chats hears so (UserUpdated), it leaves all groups as by
  // leaving (MemberStore::remove), its sessions end, its e-mail is free, and of the name nothing is
  // left; messages stay, and direct chats with their other member. One transaction. What the person
  // had begun before does not commit after it; its messages and marks stay in those chats. Errors:
  // user_not_found.
  virtual Task<Result<void>> erase(Actor actor) = 0;
  // Those that are not deleted, in order of id, after `after`, at most `limit`.
  virtual Task<Result<std::vector<User>>> list(UserId after, int limit) = 0;
};

inline constexpr int kMaxSessions = 200;  // of one account

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  struct Opening {
    UserId user_id;
    std::string user_agent;
    std::chrono::seconds lifetime;  // of the refresh token
  };
  // Ids are never given twice. An account has at most kMaxSessions: the one used least recently
  // ends for the new one. Clears away some sessions that expired long ago, of anybody. Errors:
  // invalid_credentials if the account is disabled by now.
  virtual Task<Result<Session>> open(Opening opening) = 0;
  // A refresh token of `generation` was shown. It is the newest: the session moves to generation +
  // 1 and its expiry by `lifetime`. It is the one before (a lost reply, a second tab): nothing
  // changes, the same session is returned. It is older: the session ends, unauthenticated. An ended
  // or expired session: unauthenticated.
  virtual Task<Result<Session>> refresh(SessionId id, std::int64_t generation,
                                        std::chrono::seconds lifetime) = 0;
  // Ends one session of `owner`; publishes SessionEnded. Errors: session_not_found (another's too).
  virtual Task<Result<void>> end(UserId owner, SessionId id) = 0;
  // Publishes SessionEnded for sessions that have expired and of which it has not been said yet. To
  // be called every few seconds; when there are none it costs nothing.
  virtual Task<Result<void>> end_due() = 0;
  // Live sessions of a user, newest use first.
  virtual Task<Result<std::vector<Session>>> list(UserId owner) = 0;
  // From memory: the session exists, has not ended and not expired, and belongs to `owner`. True
  // for a session that open() returned, false from the moment end() (or what ended it) is
  // acknowledged.
  [[nodiscard]] virtual bool live(SessionId id, UserId owner) const = 0;
};

}  // namespace asq::store
