// Tokens of links: a number and the proof that the database of this secret gave it out, so that a
// link can be shown again although nothing of it is stored, and a guessed one costs no look-up.
// Pure. Threads: any.
//
// 16 bytes as base64url, 22 characters: the number (6 bytes, big-endian), then the first 10 bytes
// of HMAC-SHA256(secret, label and number). The label says what the link is for: a token of one
// kind is none of another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asq::auth {

// All that there are.
inline constexpr std::string_view kInviteLabel = "asq invite 1:";
inline constexpr std::string_view kResetLabel = "asq reset 1:";

inline constexpr std::int64_t kMaxLinkNumber = (std::int64_t{1} << 48) - 1;

// `number`: 1 to kMaxLinkNumber.
[[nodiscard]] std::string make_link_token(std::string_view secret, std::string_view label,
                                          std::int64_t number);
// nullopt: it is not what make_link_token() gives for any number. Compares in constant time.
[[nodiscard]] std::optional<std::int64_t> verify_link_token(std::string_view secret,
                                                            std::string_view label,
                                                            std::string_view token);

}  // namespace asq::auth
