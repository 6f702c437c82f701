// Opens the embedded store in a data directory: one file, asq.db, SQLite in WAL mode with
// synchronous=FULL. Only app/ includes this.
#pragma once

#include <prometheus/registry.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "store/store.hpp"

namespace asq::store::sqlite {

inline constexpr const char* kDatabaseFile = "asq.db";  // in the data directory

struct Options {
  std::filesystem::path directory;          // exists, writable, locked by the caller
  int readers = 2;                          // threads with a snapshot connection each
  prometheus::Registry* metrics = nullptr;  // batch sizes, commit and fsync time, queue length
  int max_queued_writes = 16'384;           // beyond: overloaded
  int max_batch = 1'000;                    // writes in one commit
  std::size_t cached_chats =
      65'536;  // memberships kept in memory; the least recently used go first
  // Further files of the directory that end the process when they go, such as its lock.
  std::vector<std::string> watched;
  // Called once, from a thread of the store, when the disk has failed in a way after which nothing
  // may be acknowledged (EIO, a damaged database, files that were removed or replaced). The process
  // must end with an error; default: log and _exit(70). If it returns, every later verb answers
  // storage_unavailable.
  std::function<void(const std::string& reason)> on_fatal;
};

// Runs the migrations that are missing. On failure the sentence for the operator: a damaged file, a
// newer schema, a setting that SQLite did not take.
[[nodiscard]] std::expected<std::unique_ptr<Store>, std::string> open(const Options& options,
                                                                      const Clock& clock);

// The same directory while no store is open in it (and none opens: it is locked by the caller).
// Nothing is upgraded. On failure a sentence: there is no database, its log is damaged.
[[nodiscard]] std::expected<std::unique_ptr<Maintenance>, std::string> open_maintenance(
    const std::filesystem::path& directory);

}  // namespace asq::store::sqlite
