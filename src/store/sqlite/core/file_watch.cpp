#include "store/sqlite/core/file_watch.hpp"

#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cerrno>
#include <utility>

namespace asq::store::sqlite {
namespace {

// What SQLite's commit hook returns.
constexpr int kGoOn = 0;
constexpr int kRollBack = 1;

int before_commit(void* watch) {
  return static_cast<FileWatch*>(watch)->look() ? kRollBack : kGoOn;
}

}  // namespace

FileWatch::FileWatch(std::vector<std::filesystem::path> files, DiskFailure& failure,
                     const FileWatchOptions& options)
    : options_(options), failure_(failure) {
  for (std::filesystem::path& path : files) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
      throw std::runtime_error(path.filename().string() + " is not there");
    }
    files_.push_back({std::move(path), status.st_dev, status.st_ino});
  }
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

FileWatch::~FileWatch() { stop(); }

void FileWatch::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void FileWatch::guard(Database& database) {
  sqlite3_commit_hook(database.handle(), before_commit, this);
}

std::optional<std::string> FileWatch::look() {
  const File* file = first_lost();
  if (file == nullptr) return std::nullopt;
  std::this_thread::sleep_for(options_.a_moment);
  file = first_lost();
  if (file == nullptr) return std::nullopt;
  std::string sentence = file->path.string() + " was removed or replaced while the server ran";
  failure_.report(sentence);
  return sentence;
}

const FileWatch::File* FileWatch::first_lost() const {
  for (const File& file : files_) {
    if (lost(file)) return &file;
  }
  return nullptr;
}

// A path that may not be looked at says nothing about the file.
bool FileWatch::lost(const File& file) {
  struct stat status{};
  if (::stat(file.path.c_str(), &status) != 0) {
    return errno == ENOENT || errno == ENOTDIR || errno == ESTALE;
  }
  return status.st_dev != file.device || status.st_ino != file.inode;
}

void FileWatch::run(const std::stop_token& stop) {
  ::pthread_setname_np(::pthread_self(), "asq-files");
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    stopped_.wait_for(lock, stop, options_.every, [] { return false; });
    if (stop.stop_requested() || look()) return;
  }
}

}  // namespace asq::store::sqlite
