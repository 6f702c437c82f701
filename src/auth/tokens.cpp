#include "auth/tokens.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>

#include "auth/base64url.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace asq::auth {
namespace {

using Json = boost::json::value;
using Object = boost::json::object;

constexpr std::size_t kJtiBytes = 16;
// The two kinds of token are signed by the same key over different first bytes, so that neither can
// stand for the other.
constexpr std::string_view kRefreshPrefix = "asq-refresh-1.";

std::string hmac_sha256(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// Text in canonical decimal: no sign, no leading zero.
std::optional<std::int64_t> parse_positive(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
  if (text.front() == '0') return std::nullopt;
  return value;
}

std::int64_t to_seconds(Timestamp time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

const boost::json::string* string_at(const Object& object, std::string_view name) {
  const Json* value = object.if_contains(name);
  return value == nullptr ? nullptr : value->if_string();
}

std::optional<std::int64_t> integer_at(const Object& object, std::string_view name) {
  const Json* value = object.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  return value->get_int64();
}

std::optional<std::int64_t> id_at(const Object& object, std::string_view name) {
  const auto* text = string_at(object, name);
  return text == nullptr ? std::nullopt : parse_positive(*text);
}

struct Parts {
  std::string_view signed_text;  // header.payload
  Object header;
  Object payload;
  std::string signature;
};

std::optional<Object> decode_object(std::string_view encoded) {
  const auto text = decode_base64url(encoded);
  if (!text) return std::nullopt;
  auto json = parse_json(*text);
  if (!json || !json->is_object()) return std::nullopt;
  return std::move(json->get_object());
}

std::optional<Parts> split(std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
  if (token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  auto header = decode_object(token.substr(0, first));
  auto payload = decode_object(token.substr(first + 1, second - first - 1));
  auto signature = decode_base64url(token.substr(second + 1));
  if (!header || !payload || !signature) return std::nullopt;
  return Parts{token.substr(0, second), std::move(*header), std::move(*payload),
               std::move(*signature)};
}

// The algorithm is pinned here, whatever the token would like; and no token brings its own key (RFC
// 8725 section 3).
const Key* key_for(const KeyRing& keys, const Object& header) {
  const auto* algorithm = string_at(header, "alg");
  const auto* kid = string_at(header, "kid");
  if (algorithm == nullptr || *algorithm != "HS256" || kid == nullptr) return nullptr;
  for (const std::string_view refused : {"jwk", "jku", "x5u", "x5c", "crit"}) {
    if (header.contains(refused)) return nullptr;
  }
  if (header.contains("typ")) {
    const auto* type = string_at(header, "typ");
    if (type == nullptr || *type != "JWT") return nullptr;
  }
  return keys.find(*kid);
}

std::expected<AccessClaims, TokenFault> check_claims(const Object& payload, std::string_view issuer,
                                                     Timestamp now) {
  const auto expires = integer_at(payload, "exp");
  const auto not_before = integer_at(payload, "nbf");
  const auto user = id_at(payload, "sub");
  const auto session = id_at(payload, "sid");
  const auto* from = string_at(payload, "iss");
  const auto* audience = string_at(payload, "aud");
  const auto* id = string_at(payload, "jti");
  constexpr std::int64_t kLastSecond = INT64_MAX / 1'000'000;
  const bool complete = expires && not_before && user && session && from != nullptr &&
                        audience != nullptr && id != nullptr && !id->empty() &&
                        *expires <= kLastSecond && *expires > 0;
  if (!complete) return std::unexpected(TokenFault::malformed);
  if (*from != issuer || *audience != issuer) return std::unexpected(TokenFault::wrong_issuer);
  if (*not_before > to_seconds(now)) return std::unexpected(TokenFault::not_yet_valid);
  const Timestamp end = from_micros(*expires * 1'000'000);
  if (end <= now) return std::unexpected(TokenFault::expired);
  return AccessClaims{UserId(*user), SessionId(*session), end};
}

std::string refresh_text(const Key& key, const RefreshClaims& claims) {
  return fmt::format("{}.{}.{}", key.kid, claims.session_id.value(), claims.generation);
}

std::string refresh_mac(const Key& key, std::string_view text) {
  return hmac_sha256(key.secret, std::string(kRefreshPrefix).append(text));
}

}  // namespace

std::string make_access_token(const KeyRing& keys, std::string_view issuer, UserId user,
                              SessionId session, Timestamp now, std::chrono::seconds lifetime) {
  const std::int64_t issued = to_seconds(now);
  const Object header{{"alg", "HS256"}, {"kid", keys.signing().kid}, {"typ", "JWT"}};
  const Object payload{{"iss", issuer},
                       {"aud", issuer},
                       {"sub", std::to_string(user.value())},
                       {"sid", std::to_string(session.value())},
                       {"jti", random_hex(kJtiBytes)},
                       {"iat", issued},
                       {"nbf", issued},
                       {"exp", issued + lifetime.count()}};
  std::string token = encode_base64url(boost::json::serialize(header)) + "." +
                      encode_base64url(boost::json::serialize(payload));
  const std::string signature = hmac_sha256(keys.signing().secret, token);
  return token.append(".").append(encode_base64url(signature));
}

std::expected<AccessClaims, TokenFault> verify_access_token(const KeyRing& keys,
                                                            std::string_view issuer,
                                                            std::string_view token, Timestamp now) {
  const auto parts = split(token);
  if (!parts) return std::unexpected(TokenFault::malformed);
  const Key* key = key_for(keys, parts->header);
  if (key == nullptr) return std::unexpected(TokenFault::bad_signature);
  if (!equal_in_constant_time(parts->signature, hmac_sha256(key->secret, parts->signed_text))) {
    return std::unexpected(TokenFault::bad_signature);
  }
  return check_claims(parts->payload, issuer, now);
}

std::string make_refresh_token(const KeyRing& keys, const RefreshClaims& claims) {
  const Key& key = keys.signing();
  const std::string text = refresh_text(key, claims);
  return text + "." + encode_base64url(refresh_mac(key, text));
}

// "<kid>.<session>.<generation>.<mac>"; a kid may hold dots, so it is read from the end.
std::optional<RefreshClaims> verify_refresh_token(const KeyRing& keys, std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  std::array<std::string_view, 3> fields;  // mac, generation, session
  std::string_view rest = token;
  for (std::string_view& field : fields) {
    const std::size_t dot = rest.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    field = rest.substr(dot + 1);
    rest = rest.substr(0, dot);
  }
  const Key* key = keys.find(rest);
  const auto mac = decode_base64url(fields[0]);
  const auto generation = parse_positive(fields[1]);
  const auto session = parse_positive(fields[2]);
  if (key == nullptr || !mac || !generation || !session) return std::nullopt;
  const std::string_view text = token.substr(0, token.size() - fields[0].size() - 1);
  if (!equal_in_constant_time(*mac, refresh_mac(*key, text))) return std::nullopt;
  return RefreshClaims{SessionId(*session), *generation};
}

}  // namespace asq::auth
