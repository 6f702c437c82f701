#include "auth/key_ring.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "auth/base64url.hpp"
#include "base/json.hpp"
#include "base/random.hpp"

namespace asq::auth {
namespace {

constexpr std::size_t kMinSecretBytes = 32;
constexpr std::size_t kMaxKidBytes = 64;

using Sentence = std::unexpected<std::string>;

bool is_kid(std::string_view kid) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !kid.empty() && kid.size() <= kMaxKidBytes && std::ranges::all_of(kid, allowed);
}

// Why a secret is none; empty if it is one.
std::string secret_fault(std::string_view secret) {
  if (secret.size() < kMinSecretBytes) {
    return fmt::format("is shorter than {} bytes", kMinSecretBytes);
  }
  std::string lower(secret);
  std::ranges::transform(lower, lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  constexpr std::array<std::string_view, 7> kSamples{
      "changeme", "change-me", "change_me", "example", "secret", "password", "sample"};
  for (const std::string_view sample : kSamples) {
    if (lower.contains(sample)) return "is a sample value";
  }
  std::ranges::sort(lower);
  const auto repeats = std::ranges::unique(lower);
  const auto different = lower.size() - repeats.size();
  return different < 8 ? "is too simple" : std::string();
}

Key make_key() { return {random_hex(8), random_bytes(kMinSecretBytes)}; }

std::string to_json(const std::vector<Key>& keys) {
  boost::json::array list;
  for (const Key& key : keys) {
    list.push_back({{"kid", key.kid}, {"secret", encode_base64url(key.secret)}});
  }
  return boost::json::serialize(boost::json::object{{"keys", std::move(list)}}) + "\n";
}

std::expected<std::vector<Key>, std::string> from_json(const std::string& text) {
  const auto document = parse_json(text);
  const auto* object = document ? document->if_object() : nullptr;
  const auto* list = object != nullptr ? object->if_contains("keys") : nullptr;
  if (list == nullptr || !list->is_array() || list->get_array().empty()) {
    return Sentence("it is not a list of keys");
  }
  std::vector<Key> keys;
  for (const auto& entry : list->get_array()) {
    const auto* fields = entry.if_object();
    const auto* kid = fields != nullptr ? fields->if_contains("kid") : nullptr;
    const auto* secret = fields != nullptr ? fields->if_contains("secret") : nullptr;
    if (kid == nullptr || !kid->is_string() || !is_kid(kid->get_string())) {
      return Sentence("a key has no usable kid");
    }
    const auto bytes = secret != nullptr && secret->is_string()
                           ? decode_base64url(secret->get_string())
                           : std::nullopt;
    if (!bytes) return Sentence("a secret is not base64url");
    if (const std::string fault = secret_fault(*bytes); !fault.empty()) {
      return Sentence("a secret " + fault);
    }
    keys.push_back({std::string(kid->get_string()), *bytes});
  }
  return keys;
}

// Writes a new file beside it and renames: a reader sees the old or the new, and after a crash one
// of them is there. `replace` false: an existing file wins.
bool write_atomically(const std::filesystem::path& file, const std::string& text, bool replace) {
  const std::string temporary = file.string() + ".new-" + random_hex(4);
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool written = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(fd) == 0;
  ::close(fd);
  bool placed = false;
  if (written) {
    placed = replace ? ::rename(temporary.c_str(), file.c_str()) == 0
                     : (::link(temporary.c_str(), file.c_str()) == 0 || errno == EEXIST);
  }
  const int cause = errno;
  ::unlink(temporary.c_str());
  const int directory = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory >= 0) {
    ::fsync(directory);
    ::close(directory);
  }
  errno = cause;
  return placed;
}

std::expected<std::vector<Key>, std::string> read_keys(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) {
    return Sentence(fmt::format("{} can't be read: {}", file.string(), std::strerror(errno)));
  }
  if ((status.st_mode & 077U) != 0) {
    return Sentence(
        fmt::format("{} can be read by others: chmod 600 {}", file.string(), file.string()));
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return Sentence(fmt::format("{} can't be read", file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto keys = from_json(text);
  if (!keys) return Sentence(fmt::format("{} can't be used: {}", file.string(), keys.error()));
  return keys;
}

}  // namespace

const Key* KeyRing::find(std::string_view kid) const {
  const auto found = std::ranges::find(keys_, kid, &Key::kid);
  return found == keys_.end() ? nullptr : &*found;
}

std::expected<KeyRing, std::string> load_or_make_keys(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored) &&
      !write_atomically(file, to_json({make_key()}), false)) {
    return Sentence(fmt::format("{} can't be written: {}", file.string(), std::strerror(errno)));
  }
  auto keys = read_keys(file);
  if (!keys) return Sentence(std::move(keys.error()));
  return KeyRing(std::move(*keys));
}

std::expected<KeyRing, std::string> key_from_config(std::string_view secret) {
  if (const std::string fault = secret_fault(secret); !fault.empty()) {
    return Sentence("the configured secret " + fault);
  }
  const auto decoded = decode_base64url(secret);
  const bool encoded = decoded && secret_fault(*decoded).empty();
  return KeyRing({{"configured", encoded ? *decoded : std::string(secret)}});
}

std::expected<void, std::string> rotate_keys(const std::filesystem::path& file) {
  auto keys = read_keys(file);
  if (!keys) return Sentence(std::move(keys.error()));
  keys->insert(keys->begin(), make_key());
  if (!write_atomically(file, to_json(*keys), true)) {
    return Sentence(fmt::format("{} can't be written: {}", file.string(), std::strerror(errno)));
  }
  return {};
}

}  // namespace asq::auth
