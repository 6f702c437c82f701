#include "auth/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "auth/key_strength.hpp"
#include "base/base64url.hpp"
#include "base/descriptor.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/rename_if_absent.hpp"

namespace asq::auth {
namespace {

using Sentence = std::unexpected<std::string>;

constexpr std::size_t kMaxKidBytes = 64;
constexpr std::size_t kMaxFileBytes = std::size_t{128} * 1024;

std::string cause(int error) { return std::generic_category().message(error); }

bool is_kid(std::string_view kid) {
  const auto allowed = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !kid.empty() && kid.size() <= kMaxKidBytes && std::ranges::all_of(kid, allowed);
}

const boost::json::string* string_at(const boost::json::value& entry, std::string_view name) {
  const auto* object = entry.if_object();
  const auto* value = object == nullptr ? nullptr : object->if_contains(name);
  return value == nullptr ? nullptr : value->if_string();
}

std::expected<Key, std::string> key_from(const boost::json::value& entry) {
  const auto* kid = string_at(entry, "kid");
  if (kid == nullptr || !is_kid(*kid)) {
    return Sentence("a key has no kid of 1 to 64 letters, digits, dots, underscores or hyphens");
  }
  const auto* secret = string_at(entry, "secret");
  if (secret == nullptr) return Sentence(fmt::format("key {} has no secret", std::string(*kid)));
  const auto bytes = decode_base64url(*secret);
  auto weakness = weakness_of(*secret);  // of the text: words show before they are decoded
  if (!weakness && bytes) weakness = weakness_of(*bytes);
  if (weakness) {
    return Sentence(fmt::format("the secret of key {} {}", std::string(*kid), *weakness));
  }
  if (!bytes) {
    return Sentence(
        fmt::format("the secret of key {} is not base64url without padding", std::string(*kid)));
  }
  return Key{std::string(*kid), *bytes};
}

std::expected<std::vector<Key>, std::string> from_json(std::string_view text) {
  const auto document = parse_json(text);
  const auto* object = document ? document->if_object() : nullptr;
  const auto* list = object != nullptr ? object->if_contains("keys") : nullptr;
  if (list == nullptr || !list->is_array() || list->get_array().empty()) {
    return Sentence("it must be JSON with a list \"keys\" of at least one key");
  }
  std::vector<Key> keys;
  for (const auto& entry : list->get_array()) {
    auto key = key_from(entry);
    if (!key) return Sentence(std::move(key.error()));
    if (std::ranges::find(keys, key->kid, &Key::kid) != keys.end()) {
      return Sentence(fmt::format("the kid {} appears twice", key->kid));
    }
    keys.push_back(std::move(*key));
  }
  return keys;
}

std::string to_json(const std::vector<Key>& keys) {
  boost::json::array list;
  for (const Key& key : keys) {
    list.push_back({{"kid", key.kid}, {"secret", encode_base64url(key.secret)}});
  }
  return boost::json::serialize(boost::json::object{{"keys", std::move(list)}}) + "\n";
}

// The errno of the failure, 0 if all went well.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written == 0 || errno != EINTR) {
      return written == 0 ? EIO : errno;
    }
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

std::expected<std::string, int> read_all(int fd) {
  std::string text(kMaxFileBytes + 1, '\0');
  std::size_t filled = 0;
  for (;;) {
    const ssize_t got = ::read(fd, text.data() + filled, text.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(errno);
    filled += static_cast<std::size_t>(got);
    if (got == 0 || filled == text.size()) break;
  }
  text.resize(filled);
  return text;
}

int sync_directory_of(const std::filesystem::path& file) {
  const auto parent = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
  const Descriptor directory(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return errno;
  return ::fsync(directory.get()) == 0 ? 0 : errno;
}

enum class IfThere : bool { keep, replace };

int write_in_place(const std::filesystem::path& file, const std::string& text, IfThere policy) {
  const std::string temporary = file.string() + ".new-" + random_hex(8);
  int failure = 0;
  {
    const Descriptor fd(
        ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd.valid()) return errno;
    failure = write_all(fd.get(), text);
  }
  if (failure == 0 && policy == IfThere::replace) {
    if (::rename(temporary.c_str(), file.c_str()) != 0) failure = errno;
  } else if (failure == 0) {
    // Of two first starts one wins, and its key holds for both.
    failure = rename_if_absent(temporary, file);
    if (failure == EEXIST) failure = 0;
  }
  ::unlink(temporary.c_str());  // most often gone already
  return failure != 0 ? failure : sync_directory_of(file);
}

std::expected<void, std::string> write_key_file(const std::filesystem::path& file,
                                                const std::vector<Key>& keys, IfThere policy) {
  if (const int failure = write_in_place(file, to_json(keys), policy); failure != 0) {
    return Sentence(fmt::format("{} can't be written: {}.", file.string(), cause(failure)));
  }
  return {};
}

enum class Readers : bool { owner, anybody };

// nullopt: there is no such file.
std::expected<std::optional<std::string>, std::string> read_file(const std::filesystem::path& file,
                                                                 Readers readers) {
  const std::string name = file.string();
  // O_NONBLOCK: a pipe under this name must not hang the start.
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!fd.valid() && errno == ENOENT) return std::nullopt;
  if (!fd.valid()) return Sentence(fmt::format("{} can't be read: {}.", name, cause(errno)));
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return Sentence(fmt::format("{} is not a regular file.", name));
  }
  if (readers == Readers::owner && (status.st_mode & 077U) != 0) {
    return Sentence(fmt::format("{} is open to other users: run chmod 600 {}", name, name));
  }
  auto text = read_all(fd.get());
  if (!text) return Sentence(fmt::format("{} can't be read: {}.", name, cause(text.error())));
  if (text->size() > kMaxFileBytes) return Sentence(fmt::format("{} is too large.", name));
  return std::move(*text);
}

}  // namespace

std::expected<std::optional<std::vector<Key>>, std::string> read_key_file(
    const std::filesystem::path& file) {
  const auto text = read_file(file, Readers::owner);
  if (!text) return Sentence(text.error());
  if (!*text) return std::nullopt;
  auto keys = from_json(**text);
  if (!keys) return Sentence(fmt::format("{} can't be used: {}.", file.string(), keys.error()));
  return std::move(*keys);
}

std::expected<std::string, std::string> read_secret_file(const std::filesystem::path& file) {
  auto text = read_file(file, Readers::anybody);
  if (!text) return Sentence(std::move(text.error()));
  if (!*text) return Sentence(file.string() + " does not exist.");
  std::string secret = std::move(**text);
  if (secret.ends_with('\n')) secret.pop_back();
  if (secret.ends_with('\r')) secret.pop_back();
  if (secret.find_first_of("\r\n") != std::string::npos) {
    return Sentence(fmt::format(
        "{} has more than one line: it must hold the secret alone, in one line.", file.string()));
  }
  return secret;
}

std::expected<void, std::string> make_key_file(const std::filesystem::path& file,
                                               const std::vector<Key>& keys) {
  return write_key_file(file, keys, IfThere::keep);
}

std::expected<void, std::string> replace_key_file(const std::filesystem::path& file,
                                                  const std::vector<Key>& keys) {
  return write_key_file(file, keys, IfThere::replace);
}

}  // namespace asq::auth
