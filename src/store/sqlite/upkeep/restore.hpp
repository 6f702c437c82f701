// A backup becomes the database of a data directory.
// Threads: any; blocks.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>

namespace asq::store::sqlite {

struct Restored {
  std::int64_t bytes = 0;
  std::int64_t schema = 0;      // of the file; an older one is upgraded at the next start
  bool upgrade_needed = false;  // it is an older one
};

// `directory` is locked by the caller. The database is there when it is whole and on disk, in a new
// timeline (timeline.hpp), or not at all. On failure one sentence. Refused: a file that is none of
// ours, newer, damaged, or of a server that was not stopped; a directory that has a database.
[[nodiscard]] std::expected<Restored, std::string> restore(const std::filesystem::path& file,
                                                           const std::filesystem::path& directory);

}  // namespace asq::store::sqlite
