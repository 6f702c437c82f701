// base64url without padding (RFC 4648 section 5), strict: one spelling for each sequence of bytes.
// Threads: any. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asq {

[[nodiscard]] std::string encode_base64url(std::string_view bytes);
// nullopt: padding, another character, an impossible length, or trailing bits that are not zero.
[[nodiscard]] std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace asq
