#include "app/data_directory.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iterator>
#include <optional>
#include <system_error>

namespace asq::app {
namespace {

std::string sentence(const std::filesystem::path& path, int error) {
  const std::string where = fmt::format("the data directory {} ", path.string());
  switch (error) {
    case ENOENT: return where + "can't be created: its parent directory does not exist";
    case ENOTDIR: return where + "is not a directory";
    case EACCES:
    case EPERM: return where + "can't be read and written by this user";
    case EROFS: return where + "is on a read-only file system";
    case ENOSPC:
    case EDQUOT: return where + "is on a full disk";
    default: return where + "can't be used: " + std::generic_category().message(error);
  }
}

// Who has the lock, as it wrote itself; empty if it has not yet.
std::string holder(int lock) {
  std::array<char, 32> text{};
  const ssize_t size = ::pread(lock, text.data(), text.size(), 0);
  std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  pid.erase(std::min(pid.find_first_not_of("0123456789"), pid.size()));
  return pid;
}

std::string in_use(const std::filesystem::path& path, int lock) {
  const std::string pid = holder(lock);
  return fmt::format("the data directory {} is in use by {}", path.string(),
                     pid.empty() ? "another asq process" : "the asq process with pid " + pid);
}

// errno of what fails.
std::optional<int> write_pid(int lock) {
  const std::string pid = std::to_string(::getpid()) + "\n";
  const ssize_t written = ::pwrite(lock, pid.data(), pid.size(), 0);
  if (written != static_cast<ssize_t>(pid.size())) return written < 0 ? errno : ENOSPC;
  if (::ftruncate(lock, static_cast<off_t>(pid.size())) != 0) return errno;
  return std::nullopt;
}

}  // namespace

std::expected<DataDirectory, std::string> DataDirectory::look_into(
    const std::filesystem::path& path) {
  const auto absolute = std::filesystem::absolute(path).lexically_normal();
  Descriptor directory(::open(absolute.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) {
    if (errno == ENOENT) {
      return std::unexpected(
          fmt::format("the data directory {} does not exist", absolute.string()));
    }
    return std::unexpected(sentence(absolute, errno));
  }
  return DataDirectory(absolute, std::move(directory), Descriptor());
}

std::expected<DataDirectory, std::string> DataDirectory::open(const std::filesystem::path& path) {
  const auto absolute = std::filesystem::absolute(path).lexically_normal();
  const bool made = ::mkdir(absolute.c_str(), 0700) == 0;
  if (!made && errno != EEXIST) {
    return std::unexpected(sentence(absolute, errno));
  }
  auto opened = look_into(path);
  if (!opened) return opened;
  Descriptor lock(
      ::openat(opened->directory_.get(), kLock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!lock.valid()) return std::unexpected(sentence(absolute, errno));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::unexpected(in_use(absolute, lock.get()));
    return std::unexpected(sentence(absolute, errno));
  }
  if (const auto error = write_pid(lock.get())) return std::unexpected(sentence(absolute, *error));
  opened->lock_ = std::move(lock);
  opened->made_ = made;
  return opened;
}

bool DataDirectory::open_to_others() const {
  struct stat status{};
  return ::fstat(directory_.get(), &status) == 0 && (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
}

void DataDirectory::unmake() const {
  std::error_code error;
  const std::filesystem::directory_iterator entries(path_, error);
  if (!made_ || error || std::distance(begin(entries), end(entries)) != 1) return;
  ::unlinkat(directory_.get(), kLock, 0);
  ::rmdir(path_.c_str());
}

std::string DataDirectory::short_path(std::string_view name) const {
  return fmt::format("/proc/self/fd/{}/{}", directory_.get(), name);
}

}  // namespace asq::app
