// What a person has missed: walks over the log, back from the heads of what concerns the person.
// Threads: those of the Database, within one snapshot.
#pragma once

#include "store/log.hpp"
#include "store/sqlite/database.hpp"

namespace asq::store::sqlite {

// As LogStore::standing(), missed() and sharing().
[[nodiscard]] Standing find_standing(Database& database, UserId user);
[[nodiscard]] Missed find_missed(Database& database, UserId user, LogPosition since);
[[nodiscard]] bool share_a_chat(Database& database, UserId one, UserId other);

}  // namespace asq::store::sqlite
