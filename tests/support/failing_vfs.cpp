#include "support/failing_vfs.hpp"

#include <sqlite3.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <map>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>

namespace asq::testing {
namespace {

struct Plan {
  Fault fault = Fault::none;
  FailingVfs::File file = FailingVfs::File::any;
  int remaining = 0;  // operations that still succeed
};

constexpr std::size_t kOperations = 3;
constexpr std::size_t kFiles = 4;

}  // namespace

struct FailingVfs::State {
  sqlite3_vfs vfs{};
  sqlite3_vfs* real = nullptr;
  bool remember = false;
  mutable std::mutex mutex;
  std::array<Plan, kOperations> plans;
  std::array<std::array<int, kFiles>, kOperations> counts{};
  std::map<std::string, std::string> synced;  // path: content
  int last_errno = 0;

  // SQLITE_OK, or what the operation is to fail with.
  int next(Operation operation, File file, int io_error) {
    const std::lock_guard lock(mutex);
    const auto index = static_cast<std::size_t>(operation);
    ++counts[index][static_cast<std::size_t>(file)];
    Plan& plan = plans[index];
    if (plan.fault == Fault::none || (plan.file != File::any && plan.file != file)) {
      return SQLITE_OK;
    }
    if (plan.remaining > 0) {
      --plan.remaining;
      return SQLITE_OK;
    }
    if (plan.fault == Fault::no_space) return SQLITE_FULL;
    last_errno = EIO;
    return io_error;
  }
};

namespace {

using State = FailingVfs::State;
using Operation = FailingVfs::Operation;
using File = FailingVfs::File;

// What SQLite holds per open file; the real one's bytes follow it.
struct OpenFile {
  sqlite3_file base;
  State* state;
  const char* path;  // SQLite keeps it as long as the file is open
  File kind;
};
static_assert(sizeof(OpenFile) % alignof(std::max_align_t) == 0);

OpenFile& own(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(OpenFile));
}

int close_file(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }

int read_file(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  const int failed = own(file).state->next(Operation::read, own(file).kind, SQLITE_IOERR_READ);
  if (failed != SQLITE_OK) return failed;
  return real(file)->pMethods->xRead(real(file), to, size, offset);
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  const int failed = own(file).state->next(Operation::write, own(file).kind, SQLITE_IOERR_WRITE);
  if (failed != SQLITE_OK) return failed;
  return real(file)->pMethods->xWrite(real(file), from, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  return real(file)->pMethods->xTruncate(real(file), size);
}

int sync_file(sqlite3_file* file, int flags) {
  State& state = *own(file).state;
  const int failed = state.next(Operation::sync, own(file).kind, SQLITE_IOERR_FSYNC);
  if (failed != SQLITE_OK) return failed;
  const int result = real(file)->pMethods->xSync(real(file), flags);
  if (result != SQLITE_OK || own(file).path == nullptr || !state.remember) return result;
  sqlite3_int64 size = 0;
  real(file)->pMethods->xFileSize(real(file), &size);
  std::string content(static_cast<std::size_t>(size), '\0');
  if (size > 0) real(file)->pMethods->xRead(real(file), content.data(), static_cast<int>(size), 0);
  const std::lock_guard lock(state.mutex);
  state.synced[own(file).path] = std::move(content);
  return SQLITE_OK;
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  return real(file)->pMethods->xFileSize(real(file), size);
}
int lock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* reserved) {
  return real(file)->pMethods->xCheckReservedLock(real(file), reserved);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int device_characteristics(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** mapped) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, mapped);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

constexpr sqlite3_io_methods kMethods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = size_of_file,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = check_reserved_lock,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap_shared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

State& state_of(sqlite3_vfs* vfs) { return *static_cast<State*>(vfs->pAppData); }
sqlite3_vfs* real(sqlite3_vfs* vfs) { return state_of(vfs).real; }

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* got) {
  const File kind = (flags & SQLITE_OPEN_WAL) != 0       ? File::log
                    : (flags & SQLITE_OPEN_MAIN_DB) != 0 ? File::database
                    : path == nullptr                    ? File::temporary
                                                         : File::any;
  auto* made = new (file) OpenFile{{nullptr}, &state_of(vfs), path, kind};
  const int result = real(vfs)->xOpen(real(vfs), path, real(file), flags, got);
  if (result == SQLITE_OK) made->base.pMethods = &kMethods;
  return result;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  const int result = real(vfs)->xDelete(real(vfs), path, sync_directory);
  const std::lock_guard lock(state_of(vfs).mutex);
  if (result == SQLITE_OK) state_of(vfs).synced.erase(path);
  return result;
}

int access_file(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
  return real(vfs)->xAccess(real(vfs), path, flags, result);
}
int full_path(sqlite3_vfs* vfs, const char* path, int size, char* out) {
  return real(vfs)->xFullPathname(real(vfs), path, size, out);
}
int randomness(sqlite3_vfs* vfs, int size, char* out) {
  return real(vfs)->xRandomness(real(vfs), size, out);
}
int sleep_for(sqlite3_vfs* vfs, int micros) { return real(vfs)->xSleep(real(vfs), micros); }
int current_time(sqlite3_vfs* vfs, double* now) { return real(vfs)->xCurrentTime(real(vfs), now); }
int current_time_int64(sqlite3_vfs* vfs, sqlite3_int64* now) {
  return real(vfs)->xCurrentTimeInt64(real(vfs), now);
}

int last_error(sqlite3_vfs* vfs, int size, char* out) {
  {
    const std::lock_guard lock(state_of(vfs).mutex);
    if (state_of(vfs).last_errno != 0) return state_of(vfs).last_errno;
  }
  return real(vfs)->xGetLastError(real(vfs), size, out);
}

}  // namespace

FailingVfs::FailingVfs(Remember remember) : state_(std::make_unique<State>()) {
  state_->remember = remember == Remember::synced;
  state_->real = sqlite3_vfs_find(nullptr);
  sqlite3_vfs& vfs = state_->vfs;
  vfs.iVersion = 2;
  vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + state_->real->szOsFile;
  vfs.mxPathname = state_->real->mxPathname;
  vfs.zName = "failing";
  vfs.pAppData = state_.get();
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep_for;
  vfs.xCurrentTime = current_time;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = current_time_int64;
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) throw std::runtime_error("no second VFS");
}

FailingVfs::~FailingVfs() {
  sqlite3_vfs_register(state_->real, 1);
  sqlite3_vfs_unregister(&state_->vfs);
}

void FailingVfs::fail(Operation operation, Fault fault, File file, int from) {
  const std::lock_guard lock(state_->mutex);
  state_->plans[static_cast<std::size_t>(operation)] = {fault, file, from - 1};
}

void FailingVfs::heal() {
  const std::lock_guard lock(state_->mutex);
  state_->plans = {};
  state_->last_errno = 0;
}

int FailingVfs::count(Operation operation, File file) const {
  const std::lock_guard lock(state_->mutex);
  const auto& counts = state_->counts[static_cast<std::size_t>(operation)];
  if (file != File::any) return counts[static_cast<std::size_t>(file)];
  return counts[0] + counts[1] + counts[2];
}

void FailingVfs::write_synced(const std::filesystem::path& directory) const {
  const std::lock_guard lock(state_->mutex);
  for (const auto& [path, content] : state_->synced) {
    std::ofstream out(directory / std::filesystem::path(path).filename(), std::ios::binary);
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
  }
}

}  // namespace asq::testing
