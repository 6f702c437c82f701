#include "wire/cursor.hpp"

#include <array>
#include <boost/crc.hpp>
#include <cstdint>
#include <span>

#include "base/base64url.hpp"

namespace asq::wire {
namespace {

constexpr std::size_t kBytes = 18;
constexpr std::size_t kSealed = 14;  // the bytes before the checksum
constexpr std::size_t kCharacters = 24;

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), kSealed);
  return crc.checksum();
}

void put(std::span<char, kBytes> bytes, std::size_t begin, std::size_t end, std::uint64_t value) {
  for (std::size_t i = end; i-- > begin; value >>= 8U) bytes[i] = static_cast<char>(value & 0xFFU);
}

std::uint64_t get(std::string_view bytes, std::size_t begin, std::size_t end) {
  std::uint64_t value = 0;
  for (std::size_t i = begin; i < end; ++i) {
    value = value << 8U | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  std::array<char, kBytes> bytes{};
  const std::string_view text(bytes.data(), bytes.size());
  put(bytes, 0, 6, cursor.epoch);
  put(bytes, 6, kSealed, static_cast<std::uint64_t>(cursor.position.value()));
  put(bytes, kSealed, kBytes, checksum(text));
  return encode_base64url(text);
}

std::optional<Cursor> decode_cursor(std::string_view text) {
  if (text.size() != kCharacters) return std::nullopt;
  const auto bytes = decode_base64url(text);
  if (!bytes || get(*bytes, kSealed, kBytes) != checksum(*bytes)) return std::nullopt;
  const std::uint64_t position = get(*bytes, 6, kSealed);
  if (position > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return Cursor{get(*bytes, 0, 6), LogPosition(static_cast<std::int64_t>(position))};
}

}  // namespace asq::wire
