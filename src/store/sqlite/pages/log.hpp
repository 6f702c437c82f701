// The log: what a person missed, walked back from the heads of what concerns the person
// (docs/adr/0006-the-log-is-walked-back.md). What each gives is said in store/snapshot.hpp.
// Threads: those of the Database, within one snapshot.
#pragma once

#include <optional>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] Missed find_missed(Database& database, UserId user, LogPosition since);
[[nodiscard]] MarkerSlice load_moved_markers(Database& database, UserId user, LogPosition since,
                                             ChatId after);
[[nodiscard]] std::optional<LogEntry> load_log_entry(Database& database, LogPosition position);

}  // namespace asq::store::sqlite
