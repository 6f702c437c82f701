// How far a person has heard the log: what a client keeps, and shows when it comes back. It gives
// no rights. Opaque to clients: wire/cursor.hpp writes and reads it.
#pragma once

#include <cstdint>

#include "model/ids.hpp"

namespace asq {

struct Cursor {
  std::uint64_t epoch = 0;  // of the database's log, below 2^48; a restored backup has another
  LogPosition position;     // of the newest change that was heard
  bool operator==(const Cursor&) const = default;
};

inline constexpr std::uint64_t kMaxEpoch = (std::uint64_t{1} << 48) - 1;

}  // namespace asq
