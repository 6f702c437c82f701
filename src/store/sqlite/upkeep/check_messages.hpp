// The messages and their receipts, from the first to the last.
// Threads: those of the Database.
#pragma once

#include "store/sqlite/core/database.hpp"
#include "store/sqlite/upkeep/findings.hpp"

namespace asq::store::sqlite {

// Every chat has 1, 2, 3, ... to its last_seq, and nothing else has messages; ids are unique, grow
// within a chat and are not ahead of the counter; times do not go back, and the last is the chat's;
// senders exist; a reply follows what it answers; of a tombstone nothing is left.
void check_messages(Database& database, Findings& findings);

// A receipt names its message, whose text is still the one that was received unless it was edited;
// every message that was sent with a client_id has its receipt.
void check_receipts(Database& database, Findings& findings);

}  // namespace asq::store::sqlite
