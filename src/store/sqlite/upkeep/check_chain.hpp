// The log of changes, from its first row to its last.
// Threads: those of the Database.
#pragma once

#include "store/sqlite/core/database.hpp"
#include "store/sqlite/upkeep/findings.hpp"

namespace asq::store::sqlite {

// Every row leads back to the one before it in its chat (of a profile: of that person), and the
// chat's and the person's newest is where they say; the messages that are younger than the log are
// in it, once each and in their order; what is gone says so.
void check_chain(Database& database, Findings& findings);

}  // namespace asq::store::sqlite
