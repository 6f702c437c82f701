// Names and e-mails are kept folded, so that they are found without folding every one of them, and
// what stands in names is kept in an index (rows/people_parts.hpp). ICU folds, and another version
// of it, or of our rules, may fold otherwise: then all are folded anew. Accounts from before there
// were handles get theirs with their first folds.
// Threads: those of the Database.
#pragma once

#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// The folds are those of this program.
[[nodiscard]] bool folds_are_current(Database& database);

// Unless they are: folds everything anew, makes the handles that are missing, all in one
// transaction, and says so in the log. An account
// whose e-mail has become the same as another's is named there with that one (email_shared), and
// both stay.
// Threads: the one that opens the store.
void keep_folds_current(Database& database);

}  // namespace asq::store::sqlite
