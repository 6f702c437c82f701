#include "store/sqlite/open.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <mutex>
#include <optional>

#include "store/sqlite/core/file_watch.hpp"
#include "store/sqlite/core/readers.hpp"
#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/core/secrets.hpp"
#include "store/sqlite/core/writer.hpp"
#include "store/sqlite/pages/name_search.hpp"
#include "store/sqlite/upkeep/folds.hpp"
#include "store/sqlite/upkeep/log_check.hpp"
#include "store/sqlite/upkeep/maintenance.hpp"

namespace asq::store::sqlite {
namespace {

constexpr std::size_t kMaxQueuedReads = 16'384;
constexpr std::int64_t kSynchronousFull = 2;

// Drops sessions that expired long ago, and puts the others into memory.
void load_memory(Database& database, Memory& memory, Timestamp now) {
  database.statement("DELETE FROM sessions WHERE expires_at <= ?1")
      .execute(to_micros(now - kKeptAfterExpiry));
  auto row = database.statement("SELECT id, user_id, expires_at FROM sessions").run();
  while (row.step()) {
    memory.sessions().put(
        {SessionId(row.integer(0)), UserId(row.integer(1)), from_micros(row.integer(2))});
  }
}

std::int64_t load_counter(Database& database, const std::string& name) {
  return database.query_integer("SELECT value FROM counters WHERE name = '" + name + "'");
}

std::string load_link_secret(Database& database) {
  std::string secret = database.query_text("SELECT value FROM secrets WHERE name = 'links'");
  if (secret.size() != kLinkSecretBytes) {
    throw std::runtime_error("it is damaged: the secret of its links is missing");
  }
  return secret;
}

WriterOptions writer_options(const Options& options) {
  WriterOptions writer;
  writer.max_queued = options.max_queued_writes;
  writer.max_batch = options.max_batch;
  writer.cached_chats = options.cached_chats;
  return writer;
}

// What must stay where it is: the database, what SQLite keeps beside it, and what the caller needs.
std::vector<std::filesystem::path> files_to_watch(const std::filesystem::path& file,
                                                  const Options& options) {
  std::vector<std::filesystem::path> files{file, file.string() + "-wal", file.string() + "-shm"};
  for (const std::string& name : options.watched) files.push_back(options.directory / name);
  return files;
}

class SqliteStore final : public Store {
 public:
  SqliteStore(std::unique_ptr<Database> database, const std::filesystem::path& file,
              const Options& options, const Clock& clock)
      : failure_(options.on_fatal),
        metrics_(options.metrics),
        memory_(clock, options.cached_chats),
        epoch_(static_cast<std::uint64_t>(load_counter(*database, "log_epoch"))),
        identity_{DatabaseId(load_counter(*database, "database_id")),
                  SessionId(load_counter(*database, "last_unnamed_session")),
                  from_micros(load_counter(*database, "named_since"))},
        link_secret_(load_link_secret(*database)),
        tail_(memory_, LogPosition(load_counter(*database, "log_position"))),
        read_line_(options.readers, kMaxQueuedReads, clock) {
    load_memory(*database, memory_, clock.now());
    watch_ = std::make_unique<FileWatch>(files_to_watch(file, options), failure_);
    watch_->guard(*database);
    writer_ = std::make_unique<Writer>(std::move(database), tail_, clock, failure_, metrics_,
                                       writer_options(options), &read_line_);
    readers_ = std::make_unique<Readers>(file, options.readers, read_line_, failure_, metrics_);
    maintenance_ = std::make_unique<SqliteMaintenance>(file, &writer_->long_reads());
  }
  ~SqliteStore() override { close(); }
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  void enqueue(std::unique_ptr<Call<Snapshot>> call) override {
    readers_->enqueue(std::move(call));
  }
  void enqueue(std::unique_ptr<Call<Transaction>> call) override {
    writer_->enqueue(std::move(call));
  }
  [[nodiscard]] Memory& memory() override { return memory_; }
  [[nodiscard]] std::uint64_t epoch() const override { return epoch_; }
  [[nodiscard]] Identity identity() const override { return identity_; }
  [[nodiscard]] std::string_view link_secret() const override { return link_secret_; }
  [[nodiscard]] LogPosition head() const override { return tail_.passed(); }
  [[nodiscard]] Maintenance& maintenance() override { return *maintenance_; }
  void set_commit_listener(CommitListener listener) override {
    tail_.set_listener(std::move(listener));
  }
  // The watch first: SQLite removes its log when it is closed. Then the readers: the writer's last
  // checkpoint empties the log only when nobody reads from it.
  void close() override {
    watch_->stop();
    readers_->close();
    writer_->close();
  }
  [[nodiscard]] bool ready() const override { return writer_->healthy(); }

 private:
  DiskFailure failure_;
  Metrics metrics_;
  Memory memory_;
  const std::uint64_t epoch_;
  const Identity identity_;
  const std::string link_secret_;
  Tail tail_;
  ReadLine read_line_;
  std::unique_ptr<FileWatch> watch_;  // outlives the connection that it guards
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<SqliteMaintenance> maintenance_;
};

// What SQLite must have taken before anything is acknowledged on its word.
void set_durability(Database& database) {
  if (database.query_text("PRAGMA journal_mode = WAL") != "wal") {
    throw std::runtime_error(
        "its file system does not support SQLite's write-ahead log; use a local disk");
  }
  database.execute(
      "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA foreign_keys = ON;"
      "PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864");
  if (database.query_integer("PRAGMA synchronous") != kSynchronousFull) {
    throw std::runtime_error("SQLite did not take synchronous=FULL");
  }
}

// SQLite would follow a link and keep its log at the other end, out of sight of the check below,
// and would wait for ever for the writer of a pipe.
void check_is_plain(const std::filesystem::path& file) {
  std::error_code unknown;
  const auto status = std::filesystem::symlink_status(file, unknown);
  if (is_symlink(status)) {
    throw std::runtime_error("it is a symbolic link; link the whole data directory instead");
  }
  if (exists(status) && !is_regular_file(status)) {
    throw std::runtime_error("it is not a regular file");
  }
}

// Before SQLite may put things right in its own way, which forgets what it can't read.
void check_files(const std::filesystem::path& file) {
  const std::filesystem::path log = file.string() + "-wal";
  const auto size = [](const std::filesystem::path& path) {
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(path, missing);
    return missing ? 0 : bytes;
  };
  if (size(log) == 0) return;
  if (size(file) == 0) throw std::runtime_error("it is missing or empty, but its log is there");
  if (const auto damage = find_log_damage(log)) {
    throw std::runtime_error("it is damaged: " + *damage);
  }
  // The last process may have died between writing and syncing: what this one is about to show from
  // the kernel's cache has to be on disk before anybody can take it for durable.
  sync_file(log);
}

// Folds made anew sort more than memory may hold. While this lives, what a connection sorts goes to
// files beside the database, where there is room, and a directory that can be written to, whatever
// the system has for temporary files. They have no names: a kill leaves none behind.
class SortedOnDisk {
 public:
  SortedOnDisk(Database& database, const std::filesystem::path& directory) : lock_(only_one()) {
    database.execute("PRAGMA temp_store = FILE");
    sqlite3_temp_directory = sqlite3_mprintf("%s", directory.c_str());
  }
  ~SortedOnDisk() {
    sqlite3_free(sqlite3_temp_directory);
    sqlite3_temp_directory = nullptr;
  }
  SortedOnDisk(const SortedOnDisk&) = delete;
  SortedOnDisk& operator=(const SortedOnDisk&) = delete;

 private:
  // The directory is the process's.
  static std::mutex& only_one() {
    static std::mutex mutex;
    return mutex;
  }

  std::lock_guard<std::mutex> lock_;
};

// To the newest schema, with today's folds in the same transaction; or only those, if ICU or our
// rules are other ones than at the last start.
void bring_up_to_date(Database& database, const std::filesystem::path& file) {
  {
    const SortedOnDisk sorted(database, file.parent_path());
    std::optional<Folded> folded;
    migrate(database, file, all_migrations(),
            [&folded](Database& migrated) { folded = fold_anew(migrated); });
    if (folded) log_folded(*folded);
    check_newest(database);
    keep_folds_current(database);
  }
  database.execute("PRAGMA temp_store = MEMORY");
}

std::unique_ptr<Store> open_or_throw(const Options& options, const std::filesystem::path& file,
                                     const Clock& clock) {
  check_is_plain(file);
  check_files(file);
  prepare_name_search();
  auto database = std::make_unique<Database>(file, Database::Missing::make);
  set_durability(*database);
  bring_up_to_date(*database, file);
  return std::make_unique<SqliteStore>(std::move(database), file, options, clock);
}

}  // namespace

std::expected<std::unique_ptr<Store>, std::string> open(const Options& options,
                                                        const Clock& clock) {
  const std::filesystem::path file = options.directory / kDatabaseFile;
  try {
    return open_or_throw(options, file, clock);
  } catch (const SqliteError& error) {
    if (error.disk_full()) {
      return std::unexpected(fmt::format("the disk of {} is full", file.string()));
    }
    if (error.fatal()) {
      return std::unexpected(
          fmt::format("the database {} is damaged or can't be read ({}): restore it from a backup",
                      file.string(), error.what()));
    }
    return std::unexpected(
        fmt::format("the database {} can't be opened: {}", file.string(), error.what()));
  } catch (const std::exception& error) {
    return std::unexpected(
        fmt::format("the database {} can't be used: {}", file.string(), error.what()));
  }
}

std::expected<std::unique_ptr<Maintenance>, std::string> open_maintenance(
    const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / kDatabaseFile;
  try {
    check_files(file);
    if (!std::filesystem::exists(file)) {
      return std::unexpected(fmt::format("there is no database in {}", directory.string()));
    }
    return std::make_unique<SqliteMaintenance>(file);
  } catch (const std::exception& error) {
    return std::unexpected(
        fmt::format("the database {} can't be used: {}", file.string(), error.what()));
  }
}

}  // namespace asq::store::sqlite
