#include "net/ws_handshake.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "net/ascii.hpp"

namespace asq::net {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::size_t kKeyCharacters = 24;  // 16 bytes in Base64: 22 digits and "=="

bool is_base64(char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '/'; }

bool valid_key(std::string_view key) {
  return key.size() == kKeyCharacters && key.ends_with("==") &&
         std::ranges::all_of(key.substr(0, kKeyCharacters - 2), is_base64);
}

bool names(const HttpHead& head, std::string_view field, std::string_view token) {
  return std::ranges::any_of(head.find_all(field),
                             [&](std::string_view list) { return has_token(list, token); });
}

WsOffer fault(int status, std::string_view reason) {
  return {.status = status, .reason = std::string(reason), .accept = {}};
}

WsOffer read_offer(const HttpHead& head) {
  if (head.minor_version < 1) return fault(400, "A WebSocket needs HTTP/1.1.");
  if (head.method != "GET") return fault(400, "Open a WebSocket with GET.");
  if (head.has_body()) return fault(400, "A request that opens a WebSocket must not have a body.");
  if (!names(head, "Connection", "upgrade")) {
    return fault(400, "The Connection header must contain Upgrade.");
  }
  const auto versions = head.find_all("Sec-WebSocket-Version");
  if (versions.size() != 1 || versions.front() != "13") {
    return fault(426, "The WebSocket version must be 13.");
  }
  const auto keys = head.find_all("Sec-WebSocket-Key");
  if (keys.size() != 1 || !valid_key(keys.front())) {
    return fault(400, "The Sec-WebSocket-Key is not 16 bytes of Base64.");
  }
  return {.status = 101, .reason = {}, .accept = ws_accept(keys.front())};
}

}  // namespace

bool has_token(std::string_view list, std::string_view token) {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (equals_ignoring_case(trim_blanks(list.substr(0, comma)), token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

std::string ws_accept(std::string_view key) {
  const std::string text = std::string(key) + std::string(kGuid);
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
  std::array<unsigned char, 32> base64{};  // 28 characters and a NUL
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
  return {base64.begin(), base64.begin() + length};
}

std::optional<WsOffer> read_ws_offer(const HttpHead& head) {
  if (!names(head, "Upgrade", "websocket")) return std::nullopt;
  return read_offer(head);
}

}  // namespace asq::net
