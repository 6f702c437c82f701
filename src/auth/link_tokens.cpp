#include "auth/link_tokens.hpp"

#include "auth/hmac.hpp"
#include "base/base64url.hpp"

namespace asq::auth {
namespace {

constexpr std::size_t kLinkNumberBytes = 6;
constexpr std::size_t kLinkProofBytes = 10;
constexpr std::size_t kLinkTokenCharacters = 22;

std::string bytes_of(std::int64_t number) {
  std::string bytes;
  for (std::size_t i = kLinkNumberBytes; i > 0; --i) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(number) >> (8 * (i - 1)) & 0xFFU);
  }
  return bytes;
}

std::int64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(number);
}

std::string proof_of(std::string_view secret, std::string_view label, std::string_view number) {
  return hmac_sha256(secret, std::string(label).append(number)).substr(0, kLinkProofBytes);
}

}  // namespace

std::string make_link_token(std::string_view secret, std::string_view label, std::int64_t number) {
  const std::string bytes = bytes_of(number);
  return encode_base64url(bytes + proof_of(secret, label, bytes));
}

std::optional<std::int64_t> verify_link_token(std::string_view secret, std::string_view label,
                                              std::string_view token) {
  if (token.size() != kLinkTokenCharacters) return std::nullopt;
  const auto bytes = decode_base64url(token);
  if (!bytes) return std::nullopt;
  const std::string_view number = std::string_view(*bytes).substr(0, kLinkNumberBytes);
  const std::string_view shown = std::string_view(*bytes).substr(kLinkNumberBytes);
  if (!equal_in_constant_time(shown, proof_of(secret, label, number))) return std::nullopt;
  return number_of(number);
}

}  // namespace asq::auth
