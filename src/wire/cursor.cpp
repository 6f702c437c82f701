#include "wire/cursor.hpp"

#include <cstdint>

#include "wire/checked_bytes.hpp"

namespace asq::wire {
namespace {

constexpr std::string_view kNoLabel;
constexpr char kVersion = 1;
constexpr std::size_t kEpochBytes = 6;
constexpr std::size_t kPositionBytes = 8;
constexpr std::size_t kCharacters = 26;
constexpr std::size_t kCharactersWithoutVersion = 24;

}  // namespace

std::string encode_cursor(const Cursor& cursor) {
  std::string bytes(1, kVersion);
  append_bytes(bytes, cursor.epoch, kEpochBytes);
  append_bytes(bytes, static_cast<std::uint64_t>(cursor.position.value()), kPositionBytes);
  return encode_checked(kNoLabel, bytes);
}

std::optional<Cursor> decode_cursor(std::string_view text) {
  const bool has_version = text.size() == kCharacters;
  if (!has_version && text.size() != kCharactersWithoutVersion) return std::nullopt;
  const auto checked = decode_checked(kNoLabel, text);
  if (!checked) return std::nullopt;
  std::string_view bytes = *checked;
  if (has_version) {
    if (bytes.front() != kVersion) return std::nullopt;
    bytes.remove_prefix(1);
  }
  const std::uint64_t position = number_from(bytes.substr(kEpochBytes));
  if (position > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return Cursor{number_from(bytes.substr(0, kEpochBytes)),
                LogPosition(static_cast<std::int64_t>(position))};
}

}  // namespace asq::wire
