#include "auth/key_ring.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "auth/hmac.hpp"
#include "auth/key_file.hpp"
#include "auth/key_strength.hpp"
#include "base/base64url.hpp"
#include "base/random.hpp"

namespace asq::auth {
namespace {

using Sentence = std::unexpected<std::string>;

Key make_key() {
  Key key{random_hex(8), random_bytes(kMinSecretBytes)};
  // Chance could, once in ten million years of this, spell a word that the file's reader refuses.
  while (weakness_of(key.secret) || weakness_of(encode_base64url(key.secret))) {
    key.secret = random_bytes(kMinSecretBytes);
  }
  return key;
}

}  // namespace

const Key* KeyRing::find(std::string_view kid) const {
  const auto found = std::ranges::find(keys_, kid, &Key::kid);
  return found == keys_.end() ? nullptr : &*found;
}

std::expected<KeyRing, std::string> load_or_make_keys(const std::filesystem::path& file) {
  auto keys = read_key_file(file);
  if (keys && !*keys) {
    if (auto made = make_key_file(file, {make_key()}); !made) return Sentence(made.error());
    keys = read_key_file(file);
  }
  if (!keys) return Sentence(std::move(keys.error()));
  if (!*keys) return Sentence(file.string() + " is a broken link, or has just been removed.");
  return KeyRing(std::move(**keys));
}

std::expected<KeyRing, std::string> key_from_config(std::string_view secret) {
  if (const auto weakness = weakness_of(secret)) {
    return Sentence("The configured signing secret " + *weakness +
                    "; leave it out and the server creates and keeps one.");
  }
  auto decoded = decode_base64url(secret);
  const bool encoded = decoded && !weakness_of(*decoded);
  std::string bytes = encoded ? std::move(*decoded) : std::string(secret);
  std::string kid = "c-" + encode_base64url(hmac_sha256(bytes, "asq key id").substr(0, 9));
  return KeyRing({{std::move(kid), std::move(bytes)}});
}

std::expected<KeyRing, std::string> key_from_file(const std::filesystem::path& file) {
  const auto secret = read_secret_file(file);
  if (!secret) return Sentence(secret.error());
  auto key = key_from_config(*secret);
  if (!key) return Sentence(fmt::format("{} can't be used. {}", file.string(), key.error()));
  return key;
}

std::expected<void, std::string> rotate_keys(const std::filesystem::path& file) {
  auto keys = read_key_file(file);
  if (!keys) return Sentence(std::move(keys.error()));
  if (!*keys) return Sentence(file.string() + " does not exist; the first start creates it.");
  std::vector<Key> ring = std::move(**keys);
  ring.insert(ring.begin(), make_key());
  if (ring.size() > kMaxKeys) ring.resize(kMaxKeys);
  return replace_key_file(file, ring);
}

}  // namespace asq::auth
