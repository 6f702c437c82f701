#include "store/content_hash.hpp"

#include <openssl/sha.h>

#include <array>
#include <span>
#include <string_view>

namespace asq::store {
namespace {

constexpr std::size_t kHashBytes = 16;

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string content_hash(const std::string& text, std::optional<Seq> reply_to) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  std::string content = text;
  // A text has no U+0000: nothing but a reply hashes like a reply.
  if (reply_to) content += '\0' + std::to_string(reply_to->value());
  SHA256(bytes_of(content), content.size(), digest.data());
  std::string hex;
  for (const unsigned char byte : std::span(digest).first(kHashBytes)) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 0xFU];
  }
  return hex;
}

}  // namespace asq::store
