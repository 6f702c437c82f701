// Whether SQLite's log (asq.db-wal) is damaged where it was on disk for certain.
//
// SQLite reads the log up to the first frame that is not whole and forgets the rest. After a power
// cut that is right for the transaction that was under way; but a damaged frame in front of later
// transactions would silently take acknowledged messages with it. A transaction begins only after
// the one before was synced: so where frames follow a commit that lies behind the first bad frame,
// synced data is damaged. (Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log)
// Threads: the one that opens the store, before any connection.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace asq::store::sqlite {

// What is wrong, in words for the operator; nullopt: nothing, or no log.
[[nodiscard]] std::optional<std::string> find_log_damage(const std::filesystem::path& log);

}  // namespace asq::store::sqlite
