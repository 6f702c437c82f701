// Whether the database agrees with itself: its pages and indexes, and everything that is counted,
// derived or pointed to, recomputed from what it comes from.
//
// What a deleted chat has left behind and the writer has not cleared away yet (purges) is no fault.
// Threads: those of the Database.
#pragma once

#include <stop_token>

#include "store/maintenance.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// Within the transaction that the caller has begun; after `stop`, whatever is left is not looked
// at. Throws SqliteError if it is interrupted or nothing can be read at all; std::runtime_error,
// with words for the operator, if the database is not one of ours. Damage that it meets on its way
// is a fault like others.
[[nodiscard]] CheckReport check_database(Database& database, const std::stop_token& stop);

}  // namespace asq::store::sqlite
