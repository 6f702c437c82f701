// Who can be found: the setting `people`. One *knows* who shares a group with oneself, and the
// other side of a direct chat once that one has written in it (store::Snapshot::knows).
#pragma once

#include <cstdint>

namespace asq::chat {

enum class People : std::uint8_t {
  open,   // anybody, by number or e-mail
  known,  // by number only those one knows; by exact e-mail anybody, so many strangers an hour
};

}  // namespace asq::chat
