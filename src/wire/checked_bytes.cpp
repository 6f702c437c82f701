#include "wire/checked_bytes.hpp"

#include <boost/crc.hpp>

#include "base/base64url.hpp"

namespace asq::wire {
namespace {

constexpr std::size_t kChecksumBytes = 4;

std::uint32_t checksum(std::string_view label, std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(label.data(), label.size());
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

}  // namespace

std::string encode_checked(std::string_view label, std::string_view bytes) {
  std::string checked(bytes);
  append_bytes(checked, checksum(label, bytes), kChecksumBytes);
  return encode_base64url(checked);
}

std::optional<std::string> decode_checked(std::string_view label, std::string_view text) {
  auto checked = decode_base64url(text);
  if (!checked || checked->size() < kChecksumBytes) return std::nullopt;
  const std::size_t size = checked->size() - kChecksumBytes;
  const std::uint64_t said = number_from(std::string_view(*checked).substr(size));
  checked->resize(size);
  if (said != checksum(label, *checked)) return std::nullopt;
  return checked;
}

void append_bytes(std::string& bytes, std::uint64_t number, std::size_t size) {
  while (size-- > 0) bytes += static_cast<char>(number >> (8 * size) & 0xFFU);
}

std::uint64_t number_from(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8U | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace asq::wire
