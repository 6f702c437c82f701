#include "wire/cursor.hpp"

#include <array>
#include <boost/crc.hpp>
#include <cstdint>

namespace asq::wire {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kBytes = 18;
constexpr std::size_t kSealed = 14;  // the bytes before the checksum
constexpr std::size_t kCharacters = 24;

using Bytes = std::array<std::uint8_t, kBytes>;

std::uint32_t checksum(const Bytes& bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), kSealed);
  return crc.checksum();
}

void put(Bytes& bytes, std::size_t begin, std::size_t end, std::uint64_t value) {
  for (std::size_t i = end; i-- > begin; value >>= 8U) {
    bytes[i] = static_cast<std::uint8_t>(value & 0xFFU);
  }
}

std::uint64_t get(const Bytes& bytes, std::size_t begin, std::size_t end) {
  std::uint64_t value = 0;
  for (std::size_t i = begin; i < end; ++i) value = value << 8U | bytes[i];
  return value;
}

std::optional<Bytes> to_bytes(std::string_view text) {
  if (text.size() != kCharacters) return std::nullopt;
  Bytes bytes{};
  for (std::size_t group = 0; group < kCharacters / 4; ++group) {
    std::uint32_t bits = 0;
    for (const char c : text.substr(group * 4, 4)) {
      const std::size_t digit = kDigits.find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      bits = bits << 6U | static_cast<std::uint32_t>(digit);
    }
    put(bytes, group * 3, group * 3 + 3, bits);
  }
  return bytes;
}

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  Bytes bytes{};
  put(bytes, 0, 6, cursor.epoch);
  put(bytes, 6, kSealed, static_cast<std::uint64_t>(cursor.position.value()));
  put(bytes, kSealed, kBytes, checksum(bytes));
  std::string text;
  text.reserve(kCharacters);
  for (std::size_t group = 0; group < kBytes; group += 3) {
    const std::uint64_t bits = get(bytes, group, group + 3);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) text += kDigits[bits >> shift & 0x3FU];
  }
  return text;
}

std::optional<Cursor> decode_cursor(std::string_view text) {
  const auto bytes = to_bytes(text);
  if (!bytes || get(*bytes, kSealed, kBytes) != checksum(*bytes)) return std::nullopt;
  const std::uint64_t position = get(*bytes, 6, kSealed);
  if (position > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return Cursor{get(*bytes, 0, 6), LogPosition(static_cast<std::int64_t>(position))};
}

}  // namespace asq::wire
