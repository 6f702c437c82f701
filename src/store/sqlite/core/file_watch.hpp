// Whether the files that SQLite has open are still those that their paths name. Somebody may remove
// or replace them, or move the directory away, or unmount it, while the server runs: all that is
// written then is gone when the process ends. So nothing may be acknowledged any more.
//
// It looks before each commit, which then fails, and now and then, for a server where nobody
// writes. A file that is back after a moment is where it was: a directory may move behind a link.
// Threads: one of its own, from the constructor to stop(); allows_commit() the writer's.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "store/sqlite/core/database.hpp"
#include "store/sqlite/core/disk_failure.hpp"

namespace asq::store::sqlite {

struct FileWatchOptions {
  std::chrono::milliseconds every{1000};
  std::chrono::milliseconds a_moment{100};  // for a file to be back
};

class FileWatch {
 public:
  // The files are there and open. A failure is reported once. `failure` outlives it.
  FileWatch(std::vector<std::filesystem::path> files, DiskFailure& failure,
            const FileWatchOptions& options = {});
  ~FileWatch();  // stops
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // The database commits only while its files are there. It is closed before this watch goes.
  void guard(Database& database);
  // Looks once. Nullopt: all are there; else the sentence, which has been reported.
  std::optional<std::string> look();
  // From here on the files may go, as SQLite's log does at the end. Idempotent.
  void stop();

 private:
  struct File {
    std::filesystem::path path;
    dev_t device = 0;
    ino_t inode = 0;
  };
  void run(const std::stop_token& stop);
  [[nodiscard]] const File* first_lost() const;
  [[nodiscard]] static bool lost(const File& file);

  const FileWatchOptions options_;
  DiskFailure& failure_;
  std::vector<File> files_;
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace asq::store::sqlite
