// HMAC-SHA256 (RFC 2104) by OpenSSL, and the comparison that goes with it. Threads: any.
#pragma once

#include <string>
#include <string_view>

namespace asq::auth {

// 32 bytes. Throws std::runtime_error if OpenSSL has no HMAC-SHA256 (a broken installation).
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view data);

// Takes as long wherever the two differ; only their lengths may show.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace asq::auth
