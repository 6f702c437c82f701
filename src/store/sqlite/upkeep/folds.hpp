// Names and e-mails are kept folded, so that they are found without folding every one of them, and
// what stands in names is kept in an index (rows/people_parts.hpp). ICU folds, and another version
// of it, or of our rules, may fold otherwise: then all are folded anew. Accounts from before there
// were handles get theirs with their first folds.
// Threads: the one that opens the store; those of the Database.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "model/ids.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// The folds are those of this program.
[[nodiscard]] bool folds_are_current(Database& database);

// What was made anew, for the log.
struct Folded {
  std::int64_t names = 0;
  std::int64_t handles = 0;
  // Whose e-mail has become the same as another's, and that one. Both stay.
  std::vector<std::pair<UserId, UserId>> twins = {};
};
// Folds everything anew and makes the handles that are missing. Inside the caller's transaction: of
// a migration, so that the program before finds either nothing of it or does not look.
// It sorts in temporary tables, which may be larger than memory (PRAGMA temp_store).
[[nodiscard]] Folded fold_anew(Database& database);
// Once that is committed.
void log_folded(const Folded& folded);

// Unless the folds are current: makes all anew, in one transaction, and logs it.
void keep_folds_current(Database& database);

}  // namespace asq::store::sqlite
