// Access tokens (JWT, RFC 7519, HS256 only) and refresh tokens. Pure: bytes in, values out; no
// session is looked up. Threads: any. No token has a second spelling.
//
// An access token: header {"alg": "HS256", "kid", "typ": "JWT"}; claims "iss" and "aud" (both the
// issuer), "sub" and "sid" (ids as decimal strings, as RFC 7519 section 4.1.2 wants of sub), "jti"
// (random), "db" (the database of that user and session, a decimal string), "gen" (the generation
// of the refresh token beside it, a decimal string), "iat", "nbf", "exp" (whole seconds).
//
// The tokens of 0.1.0 name no database and, the access tokens, no generation. They are still read;
// whoever asks decides for which sessions they are good.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "auth/key_ring.hpp"
#include "base/clock.hpp"
#include "model/ids.hpp"

namespace asq::auth {

inline constexpr std::size_t kMaxTokenBytes = 2048;

struct AccessClaims {
  UserId user_id;                          // sub
  SessionId session_id;                    // sid
  Timestamp issued_at;                     // iat
  Timestamp expires_at;                    // exp
  std::optional<DatabaseId> database;      // db; nullopt: a token of 0.1.0
  std::optional<std::int64_t> generation;  // gen; the same
};

// What a new token says of whom it stands for.
struct AccessGrant {
  UserId user_id;
  SessionId session_id;
  std::int64_t generation = 1;
  DatabaseId database;
};

enum class TokenProblem {
  malformed,      // no JWT of this form, whoever signed it
  bad_signature,  // another algorithm, key or signature
  expired,
  wrong_issuer,  // iss or aud
};

// A token of `issuer` for itself (iss = aud = issuer), valid from this second for `lifetime`, at
// most to the end of the year 9999. `issuer`: valid UTF-8, at most 256 bytes.
[[nodiscard]] std::string make_access_token(const KeyRing& keys, std::string_view issuer,
                                            const AccessGrant& grant, Timestamp now,
                                            std::chrono::seconds lifetime);

// Checks the form (at most kMaxTokenBytes, three parts, strict base64url, JSON without repeated
// keys), the header (alg HS256, a known kid, typ JWT if present, and nothing else: so none of jwk,
// jku, x5u, x5c, crit), the signature in constant time, and only then reads the claims. All of them
// must be there (db and gen: both, or neither) and have their form; exp, iss and aud are compared.
// iat and nbf are not compared with `now`: a wall clock that is set back makes no token invalid. No
// leeway for exp: one server has one clock.
[[nodiscard]] std::expected<AccessClaims, TokenProblem> verify_access_token(const KeyRing& keys,
                                                                            std::string_view issuer,
                                                                            std::string_view token,
                                                                            Timestamp now);

struct RefreshClaims {
  SessionId session_id;
  std::int64_t generation = 0;
  std::optional<DatabaseId> database = std::nullopt;  // nullopt: a token of 0.1.0
  bool operator==(const RefreshClaims&) const = default;
};

// Deterministic: the same claims and signing key give the same token, so that a
// repeated refresh can answer the very same one although none is stored. It carries no expiry: the
// session's counts.
[[nodiscard]] std::string make_refresh_token(const KeyRing& keys, const RefreshClaims& claims);
[[nodiscard]] std::optional<RefreshClaims> verify_refresh_token(const KeyRing& keys,
                                                                std::string_view token);

}  // namespace asq::auth
