#include "auth/password_hash.hpp"

#include <argon2.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/random.hpp"

namespace asq::auth {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kMaxEncodedBytes = 256;

constexpr std::uint64_t kMostMemoryKib = 1024 * 1024;
constexpr std::uint64_t kMostWrittenKib = 4 * kMostMemoryKib;
constexpr std::uint32_t kMostLanes = 16;

std::unexpected<Error> failure(int result) {
  const bool starved = result == ARGON2_MEMORY_ALLOCATION_ERROR || result == ARGON2_THREAD_FAIL;
  Error error(starved ? ErrorCode::overloaded : ErrorCode::internal);
  if (starved) error.retry_after = std::chrono::seconds(1);
  error.log.text = argon2_error_message(result);
  return std::unexpected(std::move(error));
}

// Reads a PHC string from the front.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool literal(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  // Decimal without a sign or a leading zero.
  std::optional<std::uint32_t> number() {
    std::uint32_t value = 0;
    const char* const begin = rest_.data();
    const auto [end, error] = std::from_chars(begin, begin + rest_.size(), value);
    if (error != std::errc{} || *begin == '0') return std::nullopt;
    rest_.remove_prefix(static_cast<std::size_t>(end - begin));
    return value;
  }
  // A run of base64 characters without padding.
  std::size_t base64() {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t length = std::min(rest_.find_first_not_of(kAlphabet), rest_.size());
    rest_.remove_prefix(length);
    return length;
  }
  [[nodiscard]] bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

}  // namespace

Result<std::string> make_password_hash(const HashCost& cost, std::string_view password) {
  const std::string salt = random_bytes(kSaltBytes);
  std::array<char, kMaxEncodedBytes> encoded{};
  const int result = argon2id_hash_encoded(static_cast<std::uint32_t>(cost.iterations),
                                           static_cast<std::uint32_t>(cost.memory_kib), 1,
                                           password.data(), password.size(), salt.data(),
                                           salt.size(), kHashBytes, encoded.data(), encoded.size());
  if (result != ARGON2_OK) return failure(result);
  return std::string(encoded.data());
}

Result<bool> check_password_hash(std::string_view hash, std::string_view password) {
  if (!is_usable_hash(hash)) {
    return fail_internally(ErrorCode::internal, "a stored password hash can't be used");
  }
  const std::string encoded(hash);  // ends with a NUL
  const int result = argon2id_verify(encoded.c_str(), password.data(), password.size());
  if (result == ARGON2_OK) return true;
  if (result == ARGON2_VERIFY_MISMATCH) return false;
  return failure(result);
}

bool is_usable_hash(std::string_view hash) {
  if (hash.size() >= kMaxEncodedBytes) return false;
  Reader reader(hash);
  if (!reader.literal("$argon2id$v=19$m=")) return false;
  const auto memory = reader.number();
  if (!memory || !reader.literal(",t=")) return false;
  const auto passes = reader.number();
  if (!passes || !reader.literal(",p=")) return false;
  const auto lanes = reader.number();
  if (!lanes || !reader.literal("$")) return false;
  const std::size_t salt = reader.base64();
  if (!reader.literal("$")) return false;
  const std::size_t tag = reader.base64();
  // 8 to 64 bytes of salt, 16 to 64 of hash, in base64 without padding.
  if (!reader.done() || salt < 11 || salt > 86 || tag < 22 || tag > 86) return false;
  return *lanes <= kMostLanes && *memory >= 8 * *lanes && *memory <= kMostMemoryKib &&
         std::uint64_t{*memory} * *passes <= kMostWrittenKib;
}

}  // namespace asq::auth
