// Refresh tokens: "<kid>.<session>.<generation>.<mac>".
#include <fmt/format.h>

#include <array>

#include "auth/canonical_integer.hpp"
#include "auth/hmac.hpp"
#include "auth/tokens.hpp"
#include "base/base64url.hpp"

namespace asq::auth {
namespace {

// The same key signs access tokens. What is signed there is base64url and dots, and so never begins
// with this: neither kind can stand for the other.
constexpr std::string_view kPurpose = "asq refresh token 1:";

std::string mac_of(const Key& key, std::string_view text) {
  return encode_base64url(hmac_sha256(key.secret, std::string(kPurpose).append(text)));
}

}  // namespace

std::string make_refresh_token(const KeyRing& keys, const RefreshClaims& claims) {
  const Key& key = keys.signing();
  const std::string text =
      fmt::format("{}.{}.{}", key.kid, claims.session_id.value(), claims.generation);
  return fmt::format("{}.{}", text, mac_of(key, text));
}

std::optional<RefreshClaims> verify_refresh_token(const KeyRing& keys, std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  // A kid may hold dots, so the fields are taken from the end.
  std::array<std::string_view, 3> fields;  // mac, generation, session
  std::string_view rest = token;
  for (std::string_view& field : fields) {
    const std::size_t dot = rest.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    field = rest.substr(dot + 1);
    rest = rest.substr(0, dot);
  }
  const auto& [mac, generation_text, session_text] = fields;
  const Key* key = keys.find(rest);
  const auto generation = parse_canonical_integer(generation_text);
  const auto session = parse_canonical_integer(session_text);
  if (key == nullptr || !generation || !session) return std::nullopt;
  // Compared in the encoded form, which has one spelling.
  const std::string_view text = token.substr(0, token.size() - mac.size() - 1);
  if (!equal_in_constant_time(mac, mac_of(*key, text))) return std::nullopt;
  return RefreshClaims{SessionId(*session), *generation};
}

}  // namespace asq::auth
