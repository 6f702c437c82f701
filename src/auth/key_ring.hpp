// The keys that sign tokens. The newest signs; older ones still verify what they signed (rotation
// by `kid`). Made by the CSPRNG at the first start and kept in the data directory (keys.json,
// 0600), or given by configuration. Threads: immutable after loading.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asq::auth {

struct Key {
  std::string kid;     // 1 to 64 of [A-Za-z0-9._-]
  std::string secret;  // at least 32 bytes
};

class KeyRing {
 public:
  // The first key signs. At least one.
  explicit KeyRing(std::vector<Key> keys) : keys_(std::move(keys)) {}

  [[nodiscard]] const Key& signing() const { return keys_.front(); }
  [[nodiscard]] const Key* find(std::string_view kid) const;

 private:
  std::vector<Key> keys_;
};

// Reads `file`, or makes it with one new key if it is not there. On failure the sentence for the
// operator (unreadable, readable by others, a secret that is short or a known sample).
[[nodiscard]] std::expected<KeyRing, std::string> load_or_make_keys(
    const std::filesystem::path& file);
// From configuration: base64url or plain text of at least 32 bytes; sample values are refused.
[[nodiscard]] std::expected<KeyRing, std::string> key_from_config(std::string_view secret);
// Puts a new signing key in front (asq's key rotation); the old ones stay for verifying.
[[nodiscard]] std::expected<void, std::string> rotate_keys(const std::filesystem::path& file);

}  // namespace asq::auth
