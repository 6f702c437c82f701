// A person with an account. The e-mail is the identity (compared by base/email.hpp), the handle
// what others name the person by (base/handle.hpp); the username is for display.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "model/ids.hpp"

namespace asq {

struct User {
  UserId id;
  std::string username;
  std::string email;
  Timestamp created_at;
  bool disabled = false;      // can't log in, has no sessions
  bool deleted = false;       // the account is gone: no name, no e-mail; its messages stay
  std::string handle = {};    // unique, in small letters; empty: deleted
  std::string language = {};  // that the person has chosen, as a BCP 47 tag; empty: none
};

// A login that lasts until it is ended or its refresh token expires. Access tokens name it (`sid`).
struct Session {
  SessionId id;
  UserId user_id;
  std::int64_t generation = 1;  // of the refresh token that is the newest one handed out
  Timestamp created_at;
  Timestamp last_used_at;  // newest login or refresh
  Timestamp expires_at;    // of the refresh token; the session ends with it
  std::string user_agent;  // as the client named itself at login, at most 256 bytes
  // Its refresh tokens up to this one may name no database (auth/tokens.hpp); nullopt: none may.
  std::optional<std::int64_t> unnamed_generation = std::nullopt;
  bool by_cookie = false;  // a refresh token of it went into the page's cookie
};

}  // namespace asq
