// What a deleted chat leaves behind: members, messages, receipts and reactions that nobody sees any
// more (their chat has no row). They go a little at a time, so that nobody waits for them. In the
// same way it is noted who has to hear of a changed profile (rows/rename_notes.hpp). Threads: the
// writer, inside a transaction of its own.
#pragma once

#include "model/ids.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] bool anything_to_purge(Database& database);

// Clears away a few rows, at most about a mebibyte; true: there is, or may be, more.
[[nodiscard]] bool purge_some(Database& database);

// Of a chat that is to be cleared away: takes away at most so many memberships, and writes down
// that these people have departed. True: there may be more.
bool purge_members(Database& database, ChatId chat, std::int64_t limit);

}  // namespace asq::store::sqlite
