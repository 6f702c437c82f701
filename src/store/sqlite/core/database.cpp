#include "store/sqlite/core/database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/descriptor.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kBusyMilliseconds = 2'000;
constexpr int kStepsWatched = 4'000;  // of SQLite's machine: some 50 microseconds
constexpr int kRunsWatched = 64;      // of short statements: about as much

[[noreturn]] void throw_error(sqlite3* handle) {
  throw SqliteError(sqlite3_extended_errcode(handle), sqlite3_system_errno(handle),
                    sqlite3_errmsg(handle));
}

}  // namespace

SqliteError::SqliteError(int extended_code, int system_errno, const std::string& message)
    : std::runtime_error(message), code_(extended_code), errno_(system_errno) {}

bool SqliteError::disk_full() const {
  const int primary = code_ & 0xFF;
  if (primary == SQLITE_FULL) return true;
  return primary == SQLITE_IOERR && (errno_ == ENOSPC || errno_ == EDQUOT || errno_ == EFBIG);
}

bool SqliteError::busy() const { return (code_ & 0xFF) == SQLITE_BUSY; }

bool SqliteError::damaged() const {
  const int primary = code_ & 0xFF;
  return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

bool SqliteError::interrupted() const { return (code_ & 0xFF) == SQLITE_INTERRUPT; }

bool SqliteError::fatal() const {
  return damaged() || ((code_ & 0xFF) == SQLITE_IOERR && !disk_full());
}

void make_private_file(const std::filesystem::path& path) {
  // If this fails, SQLite will say what is wrong.
  const Descriptor made(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
}

void sync_file(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.valid() && ::fsync(file.get()) == 0) return;
  const int cause = errno;
  throw std::runtime_error(
      fmt::format("{} can't be synced ({})", path.string(), std::strerror(cause)));
}

Database::Database(const std::filesystem::path& file, Missing missing) {
  if (missing == Missing::make) make_private_file(file);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (missing == Missing::make) flags |= SQLITE_OPEN_CREATE;
  const int result = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr);
  if (result != SQLITE_OK) {
    const SqliteError error(result, sqlite3_system_errno(handle_), sqlite3_errmsg(handle_));
    sqlite3_close(handle_);
    throw error;
  }
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // Sorting must not need a directory for temporary files, nor room in it.
  execute("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON");
}

Database::~Database() {
  statements_.clear();  // before the connection that they belong to
  sqlite3_close_v2(handle_);
}

Statement& Database::statement(std::string_view sql) {
  auto& kept = statements_[sql];
  if (!kept) kept = std::make_unique<Statement>(*this, sql);
  return *kept;
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    throw_error(handle_);
  }
}

std::int64_t Database::query_integer(const std::string& sql) {
  Statement statement(*this, sql);
  auto row = statement.run();
  return row.step() ? row.integer(0) : 0;
}

std::string Database::query_text(const std::string& sql) {
  Statement statement(*this, sql);
  auto row = statement.run();
  return row.step() ? row.text(0) : std::string();
}

std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(handle_); }
int Database::changes() const { return sqlite3_changes(handle_); }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

std::int64_t Database::total_changes() const { return sqlite3_total_changes64(handle_); }

void Database::checkpoint(Checkpoint mode) {
  const int how = mode == Checkpoint::passive   ? SQLITE_CHECKPOINT_PASSIVE
                  : mode == Checkpoint::restart ? SQLITE_CHECKPOINT_RESTART
                                                : SQLITE_CHECKPOINT_TRUNCATE;
  sqlite3_busy_timeout(handle_, 0);
  const int result = sqlite3_wal_checkpoint_v2(handle_, nullptr, how, nullptr, nullptr);
  sqlite3_busy_timeout(handle_, kBusyMilliseconds);
  if (result != SQLITE_OK && (result & 0xFF) != SQLITE_BUSY) throw_error(handle_);
}

void Database::interrupt() { sqlite3_interrupt(handle_); }

void Database::watch(std::function<bool()> stop) {
  stop_ = std::move(stop);
  runs_since_asked_ = 0;
  const auto ask = [](void* database) { return static_cast<Database*>(database)->stop_() ? 1 : 0; };
  sqlite3_progress_handler(handle_, kStepsWatched, stop_ ? +ask : nullptr, this);
}

void Database::ask_watch() {
  if (!stop_ || ++runs_since_asked_ < kRunsWatched) return;
  runs_since_asked_ = 0;
  if (stop_()) throw SqliteError(SQLITE_INTERRUPT, 0, "interrupted");
}

void Database::leave_log_when_closed() {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Statement::~Statement() { sqlite3_finalize(handle_); }

Statement::Run::~Run() {
  sqlite3_reset(statement_.handle_);
  sqlite3_clear_bindings(statement_.handle_);
}

bool Statement::Run::step() {
  const int result = sqlite3_step(statement_.handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  throw_error(statement_.database_.handle());
}

std::int64_t Statement::Run::integer(int column) const {
  return sqlite3_column_int64(statement_.handle_, column);
}

std::string Statement::Run::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.handle_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.handle_, column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

std::optional<std::string> Statement::Run::optional_text(int column) const {
  if (sqlite3_column_type(statement_.handle_, column) == SQLITE_NULL) return std::nullopt;
  return text(column);
}

std::optional<std::int64_t> Statement::Run::optional_integer(int column) const {
  if (sqlite3_column_type(statement_.handle_, column) == SQLITE_NULL) return std::nullopt;
  return integer(column);
}

void Statement::prepare() {
  if (handle_ != nullptr) return;
  check(sqlite3_prepare_v3(database_.handle(), sql_.data(), static_cast<int>(sql_.size()),
                           SQLITE_PREPARE_PERSISTENT, &handle_, nullptr));
}

void Statement::bind(int index, std::int64_t value) {
  check(sqlite3_bind_int64(handle_, index, value));
}

// The text is bound where it stands: it outlives the Run in every call of this folder.
void Statement::bind(int index, std::string_view value) {
  check(sqlite3_bind_text64(handle_, index, value.data(), value.size(), nullptr, SQLITE_UTF8));
}

void Statement::bind(int index, const Blob& value) {
  check(sqlite3_bind_blob64(handle_, index, value.bytes.data(), value.bytes.size(), nullptr));
}

void Statement::bind(int index, const std::optional<std::string>& value) {
  if (value) {
    bind(index, std::string_view(*value));
  } else {
    check(sqlite3_bind_null(handle_, index));
  }
}

void Statement::bind(int index, const std::optional<std::int64_t>& value) {
  if (value) {
    bind(index, *value);
  } else {
    check(sqlite3_bind_null(handle_, index));
  }
}

void Statement::check(int result) const {
  if (result != SQLITE_OK) throw_error(database_.handle());
}

}  // namespace asq::store::sqlite
