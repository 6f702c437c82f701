#include "wire/list_cursor.hpp"

#include "wire/checked_bytes.hpp"

namespace asq::wire {
namespace {

constexpr std::size_t kNumberBytes = 8;

std::size_t numbers_of(ListKind kind) {
  switch (kind) {
    case ListKind::chats: return 2;
    case ListKind::members:
    case ListKind::invites: return 1;
    case ListKind::people: return 5;
  }
  return 0;
}

std::string label_of(const PagedList& list) {
  std::string label;
  append_bytes(label, static_cast<std::uint64_t>(list.kind), 1);
  append_bytes(label, list.epoch, kNumberBytes);
  append_bytes(label, static_cast<std::uint64_t>(list.chat.value()), kNumberBytes);
  append_bytes(label, static_cast<std::uint64_t>(list.viewer.value()), kNumberBytes);
  append_bytes(label, list.query, kNumberBytes);
  return label;
}

}  // namespace

std::string encode_list_cursor(const PagedList& list, const ListPlace& place) {
  std::string bytes;
  for (const std::int64_t number : place) {
    append_bytes(bytes, static_cast<std::uint64_t>(number), kNumberBytes);
  }
  return encode_checked(label_of(list), bytes);
}

std::optional<ListPlace> decode_list_cursor(const PagedList& list, std::string_view text) {
  const auto bytes = decode_checked(label_of(list), text);
  if (!bytes || bytes->size() != numbers_of(list.kind) * kNumberBytes) return std::nullopt;
  ListPlace place;
  for (std::size_t at = 0; at < bytes->size(); at += kNumberBytes) {
    const std::string_view number = std::string_view(*bytes).substr(at, kNumberBytes);
    place.push_back(static_cast<std::int64_t>(number_from(number)));
  }
  return place;
}

}  // namespace asq::wire
