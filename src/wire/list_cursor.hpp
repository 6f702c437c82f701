// Where the next page of a list begins, as clients show it. Opaque to them; it gives no rights, and
// its place need not be taken any more. Pure. Threads: any.
//
// Numbers (8 bytes each, big-endian) as base64url, with a checksum that also covers which list it
// is (checked_bytes.hpp): the cursor of one list is none of another. A cursor of the log, which
// tells how far a client has heard, is another thing: cursor.hpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.hpp"

namespace asq::wire {

// By the numbers of its place. The value of a kind is in its cursors, so it keeps its meaning.
enum class ListKind : std::uint8_t {
  chats = 1,    // the last chat's activity in microseconds, its id
  members = 2,  // the last member's user id
  invites = 3,  // the last invitation's id
  // The last person's rank (chat/directory.cpp), and the handle as four numbers of its bytes.
  people = 4,
};

struct PagedList {
  ListKind kind = ListKind::chats;
  std::uint64_t epoch = 0;  // of the log: what another database gave is refused
  ChatId chat = {};         // of members, and of a chat's invitations
  // Of chats, people and one's own invitations: whose they are, and a hash of the query that chose
  // among them, 0 if none did.
  UserId viewer = {};
  std::uint64_t query = 0;
};

using ListPlace = std::vector<std::int64_t>;

[[nodiscard]] std::string encode_list_cursor(const PagedList& list, const ListPlace& place);
// As many numbers as the kind has. nullopt: no cursor of this list.
[[nodiscard]] std::optional<ListPlace> decode_list_cursor(const PagedList& list,
                                                          std::string_view text);

}  // namespace asq::wire
