// A copy of the database that takes its place has another future than the one that was lost. The
// numbers that were given out in that future are given again: to clients by the log, and to people
// in their tokens. So nothing that was handed out in one may count in the other.
// Threads: those of the Database.
#pragma once

#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// The log gets another epoch (a cursor from before is answered resumed: false); every session ends,
// and the next ones get ids that were never given (no token from before names any of them, whatever
// key signed it); no link from before is good for anything, as some may have been ended since. What
// a schema does not have yet is left out.
void begin_timeline(Database& copy);

}  // namespace asq::store::sqlite
