// What a deleted chat leaves behind: messages, receipts and reactions that nobody sees any more
// (their chat has no row). They go a little at a time, so that nobody waits for them.
// Threads: the writer, inside a transaction of its own.
#pragma once

#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] bool anything_to_purge(Database& database);

// Clears away a few rows, at most about a mebibyte; true: there is, or may be, more.
[[nodiscard]] bool purge_some(Database& database);

}  // namespace asq::store::sqlite
