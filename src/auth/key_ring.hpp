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
  std::string secret;  // 32 to 1024 bytes
};

class KeyRing {
 public:
  // The first key signs. At least one.
  explicit KeyRing(std::vector<Key> keys) : keys_(std::move(keys)) {}

  [[nodiscard]] const Key& signing() const { return keys_.front(); }
  [[nodiscard]] const Key* find(std::string_view kid) const;
  [[nodiscard]] const std::vector<Key>& keys() const { return keys_; }

 private:
  std::vector<Key> keys_;
};

// rotate_keys() forgets the oldest key beyond so many, and with it what it signed.
inline constexpr std::size_t kMaxKeys = 32;

// keys.json is {"keys": [{"kid": "...", "secret": "<base64url>"}, ...]}, the signing key first.
// Each answers a failure with one sentence for the operator; it never holds a secret.

// Reads `file`, or makes it with one new key if it is not there: as a whole or not at all, on disk
// when this returns, and never over a file that another start made meanwhile (that one is read).
// Refused: not a regular file, readable or writable by group or others, not of the form above, a
// kid twice, a secret that weakness_of() (key_strength.hpp) objects to.
[[nodiscard]] std::expected<KeyRing, std::string> load_or_make_keys(
    const std::filesystem::path& file);
// From configuration: base64url of at least 32 bytes, else itself as plain text of at least 32
// bytes. Sample values are refused. The kid follows from the secret, so that another secret is
// another key.
[[nodiscard]] std::expected<KeyRing, std::string> key_from_config(std::string_view secret);
// The same from a file that holds it, in one line: a secret of Docker, a credential of systemd.
[[nodiscard]] std::expected<KeyRing, std::string> key_from_file(const std::filesystem::path& file);
// Puts a new signing key in front (asq's key rotation); the old ones stay for verifying. The file
// is replaced as a whole. A running server reads it at its next start.
[[nodiscard]] std::expected<void, std::string> rotate_keys(const std::filesystem::path& file);

}  // namespace asq::auth
