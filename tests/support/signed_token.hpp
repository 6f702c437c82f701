// Access tokens, good and forged, and what becomes of them. Pure.
#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>
#include <string_view>

#include "auth/hmac.hpp"
#include "auth/tokens.hpp"
#include "base/base64url.hpp"

namespace asq::test {

using auth::AccessClaims;
using auth::Key;
using auth::KeyRing;
using auth::TokenProblem;

inline constexpr std::int64_t kNow = 1'795'421'730;  // 2026-11-23T08:15:30Z
inline constexpr Timestamp kTime = from_micros(kNow * 1'000'000 + 123'456);
inline constexpr std::string_view kIssuer = "asq";

inline const Key kKey{"k1", "0f8Zp2!xL#vQ7rT9uW1yB3nM5cD6eG8h"};
inline const Key kOldKey{"k0", "h8Ge6Dc5Mn3By1Wu9Tr7Qv#Lx!2pZ8f0"};
inline const KeyRing kRing({kKey});

inline constexpr std::string_view kHeader = R"({"alg":"HS256","kid":"k1","typ":"JWT"})";
inline constexpr std::string_view kClaims =
    R"({"iss":"asq","aud":"asq","sub":"7","sid":"12","jti":"x","iat":1795421730,)"
    R"("nbf":1795421730,"exp":1795421790})";

inline constexpr auth::AccessGrant kGrant{UserId(7), SessionId(12), 3, DatabaseId(99)};

// A token of just these bytes, signed rightly: what is wrong with it is in the bytes.
inline std::string signed_token(std::string_view header, std::string_view claims,
                                const Key& key = kKey) {
  std::string token = encode_base64url(header) + "." + encode_base64url(claims);
  const std::string mac = auth::hmac_sha256(key.secret, token);
  return token.append(".").append(encode_base64url(mac));
}

// kClaims with one claim put differently; an empty value leaves it out.
inline std::string claims_with(const std::string& name, const std::string& value) {
  auto claims = boost::json::parse(kClaims).as_object();
  claims.erase(name);
  std::string text = boost::json::serialize(claims);
  if (!value.empty()) text.insert(1, "\"" + name + "\":" + value + ",");
  return text;
}

inline std::expected<AccessClaims, TokenProblem> verify(std::string_view token,
                                                        Timestamp now = kTime) {
  return auth::verify_access_token(kRing, kIssuer, token, now);
}

inline std::string outcome(std::string_view token, Timestamp now = kTime) {
  const auto claims = verify(token, now);
  if (claims) return "accepted";
  switch (claims.error()) {
    case TokenProblem::malformed: return "malformed";
    case TokenProblem::bad_signature: return "bad_signature";
    case TokenProblem::expired: return "expired";
    case TokenProblem::wrong_issuer: return "wrong_issuer";
  }
  return "";
}

inline std::string fresh_token(const KeyRing& ring = kRing) {
  return auth::make_access_token(ring, kIssuer, kGrant, kTime, std::chrono::seconds(60));
}

}  // namespace asq::test
