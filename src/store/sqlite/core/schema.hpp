// The tables, as numbered migrations: forward only, all that are new in one transaction.
// Threads: the one that opens the store, before any other has a connection.
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string_view>

#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// "ASQC"; in the header of the file, so that a foreign database is not taken for one of ours.
inline constexpr std::int64_t kApplicationId = 0x41535143;

// All there are, in order; number n leads to user_version n.
[[nodiscard]] std::span<const std::string_view> all_migrations();

// Its schema's number; 0: it is empty. Throws std::runtime_error with words for the operator if the
// file is not ours, newer than this program or not what it says it is; SqliteError if it can't be
// read.
[[nodiscard]] std::int64_t recognise(
    Database& database, std::span<const std::string_view> migrations = all_migrations());

// Brings the database to the newest schema, or leaves it at the one it has: never at one between
// them, which neither the program before nor a release knows. Before one that holds data is
// changed, a copy of it is made beside it, asq.db.before-N, N being the first schema that is new to
// it; when all is done, only the newest kCopiesKept of those are kept. `finish`, if any, does in
// the same transaction what SQL alone can't, behind the last migration and only if there was one.
// Throws as recognise(), and what `finish` throws.
inline constexpr std::size_t kCopiesKept = 2;
using FinishMigration = std::function<void(Database&)>;
void migrate(Database& database, const std::filesystem::path& file,
             std::span<const std::string_view> migrations = all_migrations(),
             const FinishMigration& finish = nullptr);

// Looks at the newest of everything, where damage would be met first: its counters and rows must
// agree. Takes the same time for any number of messages. Throws as migrate().
void check_newest(Database& database);

}  // namespace asq::store::sqlite
