// When the log was where: marks at least a second apart, also over a restart, so that of two
// changes it can be said that one is some seconds older.
//
// A second mark replaces a first one only as time goes on: the newest lie a second apart, those of
// a week ago some minutes, and together they stay a few ten thousand rows for ever. Threads: those
// of the Database.
#pragma once

#include <cstdint>

#include "model/ids.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// The row in which mark `number` (1, 2, 3, ...) is kept. Every other mark goes first, then every
// fourth, and so on: those whose number is divisible by 2^n share 4,096 rows for each n.
[[nodiscard]] std::int64_t mark_slot(std::int64_t number);

// A position all before which is at least two seconds older than `since`. 0: none is known.
[[nodiscard]] LogPosition two_seconds_before(Database& database, LogPosition since);

}  // namespace asq::store::sqlite
