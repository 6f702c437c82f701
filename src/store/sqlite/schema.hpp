// The tables, as numbered migrations: forward only, each in one transaction.
// Threads: the one that opens the store, before any other has a connection.
#pragma once

#include <filesystem>

#include "store/sqlite/database.hpp"

namespace asq::store::sqlite {

// "ASQC"; in the header of the file, so that a foreign database is not taken for one of ours.
inline constexpr std::int64_t kApplicationId = 0x41535143;

// Brings the database to the newest schema. Before a database that holds data is changed, a copy of
// it is made beside it (asq.db.before-N). Throws std::runtime_error with a sentence for the
// operator if the file is not ours or newer than this program, SqliteError if it is damaged.
void migrate(Database& database, const std::filesystem::path& file);

// How many migrations there are: the version that migrate() leaves.
[[nodiscard]] int newest_schema();

}  // namespace asq::store::sqlite
