#include "store/sqlite/upkeep/whole_copy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/rename_if_absent.hpp"

namespace asq::store::sqlite {
namespace {

using std::filesystem::path;

constexpr double kMiB = 1024.0 * 1024.0;

bool is_there(const path& file) {
  struct stat status{};
  return ::lstat(file.c_str(), &status) == 0;
}

std::runtime_error there_already(const path& file) {
  return std::runtime_error(fmt::format("{} already exists", file.string()));
}

// SQLite's own files beside a file that it was writing; stale ones would change a later file.
void remove_logs_of(const path& file) {
  for (const char* suffix : {"-journal", "-wal", "-shm"}) {
    ::unlink((file.string() + suffix).c_str());
  }
}

bool on_one_disk(const path& one, const path& other) {
  struct stat first{};
  struct stat second{};
  return ::stat(one.c_str(), &first) == 0 && ::stat(other.c_str(), &second) == 0 &&
         first.st_dev == second.st_dev;
}

// Better refused than to fill the disk on which the database itself has to grow meanwhile.
void refuse_without_room(Database& database, const path& file) {
  constexpr double kForTheDatabase = 16 * kMiB;
  struct statvfs disk{};
  const path directory = file.parent_path();
  if (::statvfs(directory.c_str(), &disk) != 0) return;  // the write will say it
  const auto free = static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
  auto needed = static_cast<double>(database.query_integer("PRAGMA page_count") -
                                    database.query_integer("PRAGMA freelist_count")) *
                static_cast<double>(database.query_integer("PRAGMA page_size"));
  const char* own_file = sqlite3_db_filename(database.handle(), "main");
  if (own_file != nullptr && on_one_disk(own_file, directory)) needed += kForTheDatabase;
  if (needed <= free) return;
  throw std::runtime_error(
      fmt::format("there is no room for {}: it needs {:.1f} MiB, and {:.1f} MiB are free",
                  file.string(), needed / kMiB, free / kMiB));
}

// Has the disk write the copy while it is made: a fsync of all of it at the end would hold up the
// commits of a server for as long as that takes.
class WriteBehind {
 public:
  WriteBehind(Database& database, int descriptor)
      : handle_(database.handle()), descriptor_(descriptor) {
    sqlite3_progress_handler(handle_, kStepsBetween, &WriteBehind::look, this);
  }
  ~WriteBehind() { sqlite3_progress_handler(handle_, 0, nullptr, nullptr); }
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

 private:
  static constexpr int kStepsBetween = 1'000;  // of SQLite's machine; some hundred rows
  static constexpr off_t kChunk = off_t{4} << 20U;

  static int look(void* self) {
    static_cast<WriteBehind*>(self)->write_what_is_new();
    return 0;
  }
  // Starts on the newest chunk, when the one before it has been written.
  void write_what_is_new() {
    struct stat status{};
    if (::fstat(descriptor_, &status) != 0 || status.st_size - begun_ < kChunk) return;
    ::sync_file_range(descriptor_, 0, begun_, SYNC_FILE_RANGE_WAIT_BEFORE);
    ::sync_file_range(descriptor_, begun_, status.st_size - begun_, SYNC_FILE_RANGE_WRITE);
    begun_ = status.st_size;
  }

  sqlite3* const handle_;
  const int descriptor_;
  off_t begun_ = 0;  // up to here
};

void vacuum_into(Database& database, const path& file, const UnfinishedFile& unfinished) {
  const WriteBehind write_behind(database, unfinished.descriptor());
  try {
    Statement(database, "VACUUM INTO ?").execute(unfinished.path().string());
  } catch (const SqliteError& error) {
    if (error.disk_full()) throw cannot_write(file, ENOSPC);
    if (error.interrupted() || error.damaged()) throw;
    throw std::runtime_error(fmt::format("{} can't be written: {}", file.string(), error.what()));
  }
}

void change(const path& file, const UnfinishedFile& unfinished, const Finish& finish) {
  unfinished.expect_still_there();
  try {
    Database copy(unfinished.path());
    finish(copy);
  } catch (const SqliteError& error) {
    if (error.disk_full()) throw cannot_write(file, ENOSPC);
    throw std::runtime_error(fmt::format("{} can't be written: {}", file.string(), error.what()));
  }
}

}  // namespace

std::runtime_error cannot_write(const path& file, int error) {
  if (error == ENOSPC || error == EDQUOT) {
    return std::runtime_error(fmt::format("there is no room for {}", file.string()));
  }
  return std::runtime_error(fmt::format("{} can't be written: {}", file.string(),
                                        std::generic_category().message(error)));
}

UnfinishedFile::UnfinishedFile(std::filesystem::path file)
    : file_(std::move(file)), temporary_(file_.string() + ".tmp") {
  struct stat left_over{};
  if (::lstat(temporary_.c_str(), &left_over) == 0 && S_ISREG(left_over.st_mode)) {
    ::unlink(temporary_.c_str());
  }
  remove_logs_of(temporary_);
  descriptor_ = Descriptor(::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!descriptor_.valid()) throw cannot_write(temporary_, errno);
}

bool UnfinishedFile::still_there() const {
  struct stat ours{};
  struct stat there{};
  return ::fstat(descriptor_.get(), &ours) == 0 && ::lstat(temporary_.c_str(), &there) == 0 &&
         ours.st_dev == there.st_dev && ours.st_ino == there.st_ino;
}

void UnfinishedFile::expect_still_there() const {
  if (still_there()) return;
  throw std::runtime_error(
      fmt::format("another process has replaced {} in the meantime", temporary_.string()));
}

UnfinishedFile::~UnfinishedFile() {
  if (!in_place_ && still_there()) {
    ::unlink(temporary_.c_str());
    remove_logs_of(temporary_);
  }
}

void UnfinishedFile::put_in_place(IfThere policy) {
  expect_still_there();
  if (::fsync(descriptor_.get()) != 0) throw cannot_write(file_, errno);
  int failure = 0;
  if (policy == IfThere::refuse) {
    failure = rename_if_absent(temporary_, file_);
  } else if (::rename(temporary_.c_str(), file_.c_str()) != 0) {
    failure = errno;
  }
  if (failure == EEXIST) throw there_already(file_);
  if (failure != 0) throw cannot_write(file_, failure);
  in_place_ = true;
  sync_file(file_.parent_path());
}

std::int64_t copy_whole(Database& database, const path& name, IfThere policy,
                        const Finish& finish) {
  const path file = std::filesystem::absolute(name);
  if (policy == IfThere::refuse && is_there(file)) throw there_already(file);
  refuse_without_room(database, file);
  UnfinishedFile unfinished(file);
  vacuum_into(database, file, unfinished);
  if (finish) change(file, unfinished, finish);
  unfinished.put_in_place(policy);
  return static_cast<std::int64_t>(std::filesystem::file_size(file));
}

bool has_content(const path& file) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file, missing);
  return !missing && size > 0;
}

}  // namespace asq::store::sqlite
