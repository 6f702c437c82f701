// Whether a secret may sign tokens. Pure. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asq::auth {

inline constexpr std::size_t kMinSecretBytes = 32;
inline constexpr std::size_t kMaxSecretBytes = 1024;

// What is wrong with the secret, to go on a sentence: "is shorter than 32 bytes", "is a sample
// value", "is too regular". nullopt: nothing is. Random bytes, hex and base64 of 32 random bytes
// pass; what people type in place of a secret, and what documentation prints as one, does not.
[[nodiscard]] std::optional<std::string> weakness_of(std::string_view secret);

}  // namespace asq::auth
