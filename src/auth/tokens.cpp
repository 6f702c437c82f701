#include "auth/tokens.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "auth/canonical_integer.hpp"
#include "auth/hmac.hpp"
#include "base/base64url.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace asq::auth {
namespace {

using Object = boost::json::object;

constexpr std::size_t kJtiBytes = 16;
constexpr std::int64_t kLastSecond = 253'402'300'799;  // 9999-12-31T23:59:59Z

std::int64_t to_seconds(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

const boost::json::string* string_at(const Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_string();
}

std::optional<std::int64_t> id_at(const Object& object, std::string_view name) {
  const auto* text = string_at(object, name);
  return text == nullptr ? std::nullopt : parse_canonical_integer(*text);
}

std::optional<std::int64_t> second_at(const Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* second = value == nullptr ? nullptr : value->if_int64();
  if (second == nullptr || *second < 0 || *second > kLastSecond) return std::nullopt;
  return *second;
}

struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_text;  // header.payload
};

std::optional<Parts> split(std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  const std::size_t first = token.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = token.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  // A further dot is no base64url character, and refused as that.
  return Parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
               token.substr(second + 1), token.substr(0, second)};
}

std::optional<Object> decode_object(std::string_view encoded) {
  const auto text = decode_base64url(encoded);
  if (!text) return std::nullopt;
  auto json = parse_json(*text);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(json->get_object());
}

// The key that must have signed. The algorithm is pinned here, whatever the token would like, and
// no token brings its own key or a rule of its own (RFC 8725 sections 3.1, 3.5, 3.10): a header
// field that is not named here is refused.
const Key* key_for(const KeyRing& keys, const Object& header) {
  const auto known = [](const auto& field) {
    return field.key() == "alg" || field.key() == "kid" || field.key() == "typ";
  };
  if (!std::ranges::all_of(header, known)) return nullptr;
  const auto* algorithm = string_at(header, "alg");
  if (algorithm == nullptr || *algorithm != "HS256") return nullptr;
  const auto* type = string_at(header, "typ");
  if (header.contains("typ") && (type == nullptr || *type != "JWT")) return nullptr;
  const auto* kid = string_at(header, "kid");
  return kid == nullptr ? nullptr : keys.find(*kid);
}

// Neither iat nor nbf is compared with the clock: both are the second in which this server made the
// token. Only a wall clock that was set back since can be before it, and that must not lock out
// everybody with a live session.
std::expected<AccessClaims, TokenProblem> check_claims(const Object& claims,
                                                       std::string_view issuer, Timestamp now) {
  const auto expires = second_at(claims, "exp");
  const auto issued = second_at(claims, "iat");
  const auto not_before = second_at(claims, "nbf");
  const auto user = id_at(claims, "sub");
  const auto session = id_at(claims, "sid");
  const auto database = id_at(claims, "db");
  const auto generation = id_at(claims, "gen");
  const auto* from = string_at(claims, "iss");
  const auto* audience = string_at(claims, "aud");
  const auto* id = string_at(claims, "jti");
  const bool complete = expires && issued && not_before && user && session && from != nullptr &&
                        audience != nullptr && id != nullptr && !id->empty();
  const bool names_database = claims.contains("db") || claims.contains("gen");
  if (!complete || (names_database && !(database && generation))) {
    return std::unexpected(TokenProblem::malformed);
  }
  if (*from != issuer || *audience != issuer) return std::unexpected(TokenProblem::wrong_issuer);
  if (*expires <= to_seconds(now)) return std::unexpected(TokenProblem::expired);
  AccessClaims read{UserId(*user),
                    SessionId(*session),
                    from_micros(*issued * 1'000'000),
                    from_micros(*expires * 1'000'000),
                    {},
                    {}};
  if (names_database) {
    read.database = DatabaseId(*database);
    read.generation = generation;
  }
  return read;
}

}  // namespace

std::string make_access_token(const KeyRing& keys, std::string_view issuer,
                              const AccessGrant& grant, Timestamp now,
                              std::chrono::seconds lifetime) {
  const std::int64_t issued = std::clamp<std::int64_t>(to_seconds(now), 0, kLastSecond);
  const std::int64_t seconds = std::clamp<std::int64_t>(lifetime.count(), 0, kLastSecond - issued);
  const Object header{{"alg", "HS256"}, {"kid", keys.signing().kid}, {"typ", "JWT"}};
  const Object claims{{"iss", issuer},
                      {"aud", issuer},
                      {"sub", std::to_string(grant.user_id.value())},
                      {"sid", std::to_string(grant.session_id.value())},
                      {"db", std::to_string(grant.database.value())},
                      {"gen", std::to_string(grant.generation)},
                      {"jti", random_hex(kJtiBytes)},
                      {"iat", issued},
                      {"nbf", issued},
                      {"exp", issued + seconds}};
  std::string token = encode_base64url(boost::json::serialize(header)) + "." +
                      encode_base64url(boost::json::serialize(claims));
  const std::string signature = hmac_sha256(keys.signing().secret, token);
  return token.append(".").append(encode_base64url(signature));
}

std::expected<AccessClaims, TokenProblem> verify_access_token(const KeyRing& keys,
                                                              std::string_view issuer,
                                                              std::string_view token,
                                                              Timestamp now) {
  const auto parts = split(token);
  if (!parts) return std::unexpected(TokenProblem::malformed);
  const auto header = decode_object(parts->header);
  const auto signature = decode_base64url(parts->signature);
  if (!header || !signature) return std::unexpected(TokenProblem::malformed);
  const Key* key = key_for(keys, *header);
  if (key == nullptr) return std::unexpected(TokenProblem::bad_signature);
  if (!equal_in_constant_time(*signature, hmac_sha256(key->secret, parts->signed_text))) {
    return std::unexpected(TokenProblem::bad_signature);
  }
  const auto claims = decode_object(parts->payload);
  if (!claims) return std::unexpected(TokenProblem::malformed);
  return check_claims(*claims, issuer, now);
}

}  // namespace asq::auth
