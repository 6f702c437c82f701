// Refresh tokens: "<kid>.<database>.<session>.<generation>.<mac>"; those of 0.1.0 have no database.
#include <fmt/format.h>

#include <array>

#include "auth/canonical_integer.hpp"
#include "auth/hmac.hpp"
#include "auth/tokens.hpp"
#include "base/base64url.hpp"

namespace asq::auth {
namespace {

// The same key signs access tokens. What is signed there is base64url and dots, and so never begins
// with one of these: no kind can stand for another.
constexpr std::string_view kPurpose = "asq refresh token 2:";
constexpr std::string_view kPurposeWithoutDatabase = "asq refresh token 1:";

std::string mac_of(const Key& key, std::string_view purpose, std::string_view text) {
  return encode_base64url(hmac_sha256(key.secret, std::string(purpose).append(text)));
}

// `count` numbers and the MAC behind a kid, which may hold dots: so they are taken from the end.
template <std::size_t count>
std::optional<std::array<std::int64_t, count>> read_numbers(const KeyRing& keys,
                                                            std::string_view purpose,
                                                            std::string_view token) {
  const std::size_t before_mac = token.rfind('.');
  if (before_mac == std::string_view::npos) return std::nullopt;
  const std::string_view text = token.substr(0, before_mac);
  std::array<std::int64_t, count> numbers{};
  std::string_view rest = text;
  for (std::size_t i = count; i > 0; --i) {
    const std::size_t dot = rest.rfind('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto number = parse_canonical_integer(rest.substr(dot + 1));
    if (!number) return std::nullopt;
    numbers[i - 1] = *number;
    rest = rest.substr(0, dot);
  }
  const Key* key = keys.find(rest);
  // Compared in the encoded form, which has one spelling.
  if (key == nullptr ||
      !equal_in_constant_time(token.substr(before_mac + 1), mac_of(*key, purpose, text))) {
    return std::nullopt;
  }
  return numbers;
}

}  // namespace

std::string make_refresh_token(const KeyRing& keys, const RefreshClaims& claims) {
  const Key& key = keys.signing();
  const std::string database =
      claims.database ? fmt::format("{}.", claims.database->value()) : std::string();
  const std::string text =
      fmt::format("{}.{}{}.{}", key.kid, database, claims.session_id.value(), claims.generation);
  const auto purpose = claims.database ? kPurpose : kPurposeWithoutDatabase;
  return fmt::format("{}.{}", text, mac_of(key, purpose, text));
}

std::optional<RefreshClaims> verify_refresh_token(const KeyRing& keys, std::string_view token) {
  if (token.size() > kMaxTokenBytes) return std::nullopt;
  if (const auto numbers = read_numbers<3>(keys, kPurpose, token)) {
    const auto& [database, session, generation] = *numbers;
    return RefreshClaims{SessionId(session), generation, DatabaseId(database)};
  }
  if (const auto numbers = read_numbers<2>(keys, kPurposeWithoutDatabase, token)) {
    const auto& [session, generation] = *numbers;
    return RefreshClaims{SessionId(session), generation, std::nullopt};
  }
  return std::nullopt;
}

}  // namespace asq::auth
