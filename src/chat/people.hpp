// Who can be found: the setting `people`. One *knows* who shares a group with oneself, and the
// other side of a direct chat once that one has written in it (store::Snapshot::knows).
#pragma once

#include <cstdint>

namespace asq::chat {

enum class People : std::uint8_t {
  open,  // anybody, by number, e-mail, handle or name
  // By number and name only those one knows; by exact e-mail or handle anybody, so many strangers
  // an hour.
  known,
};

}  // namespace asq::chat
