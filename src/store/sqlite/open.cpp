#include "store/sqlite/open.hpp"

#include <fmt/format.h>

#include "store/sqlite/accounts.hpp"
#include "store/sqlite/chats.hpp"
#include "store/sqlite/log.hpp"
#include "store/sqlite/log_check.hpp"
#include "store/sqlite/maintenance.hpp"
#include "store/sqlite/members.hpp"
#include "store/sqlite/messages.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sessions.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kMaxQueuedReads = 16'384;
constexpr std::int64_t kSynchronousFull = 2;

class SqliteStore final : public Store {
 public:
  SqliteStore(std::unique_ptr<Database> database, const std::filesystem::path& file,
              const Options& options, const Clock& clock)
      : failure_(options.on_fatal), metrics_(options.metrics), memberships_(options.cached_chats) {
    load_sessions(*database, sessions_cache_, clock.now());
    const std::int64_t epoch =
        database->query_integer("SELECT value FROM counters WHERE name = 'log_epoch'");
    writer_ = std::make_unique<Writer>(
        std::move(database), clock, failure_, metrics_,
        WriterOptions{options.max_queued_writes, options.max_batch, options.cached_chats});
    readers_ =
        std::make_unique<Readers>(file, options.readers, kMaxQueuedReads, failure_, metrics_);
    const Parts parts{*writer_, *readers_, memberships_, sessions_cache_, clock};
    accounts_ = std::make_unique<SqliteAccounts>(parts);
    sessions_ = std::make_unique<SqliteSessions>(parts);
    chats_ = std::make_unique<SqliteChats>(parts);
    members_ = std::make_unique<SqliteMembers>(parts);
    messages_ = std::make_unique<SqliteMessages>(parts);
    log_ = std::make_unique<SqliteLog>(parts, static_cast<std::uint64_t>(epoch));
    maintenance_ = std::make_unique<SqliteMaintenance>(file, &writer_->long_reads());
  }
  ~SqliteStore() override { close(); }
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  AccountStore& accounts() override { return *accounts_; }
  SessionStore& sessions() override { return *sessions_; }
  ChatStore& chats() override { return *chats_; }
  MemberStore& members() override { return *members_; }
  MessageStore& messages() override { return *messages_; }
  LogStore& log() override { return *log_; }
  Maintenance& maintenance() override { return *maintenance_; }
  void set_commit_listener(CommitListener listener) override {
    writer_->set_commit_listener(std::move(listener));
  }
  // Readers first: the writer's last checkpoint empties the log only when nobody reads from it.
  void close() override {
    readers_->close();
    writer_->close();
  }
  [[nodiscard]] bool ready() const override { return writer_->healthy(); }

 private:
  DiskFailure failure_;
  Metrics metrics_;
  MembershipCache memberships_;
  SessionCache sessions_cache_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<SqliteAccounts> accounts_;
  std::unique_ptr<SqliteSessions> sessions_;
  std::unique_ptr<SqliteChats> chats_;
  std::unique_ptr<SqliteMembers> members_;
  std::unique_ptr<SqliteMessages> messages_;
  std::unique_ptr<SqliteLog> log_;
  std::unique_ptr<SqliteMaintenance> maintenance_;
};

// What SQLite must have taken before anything is acknowledged on its word.
void set_durability(Database& database) {
  if (database.query_text("PRAGMA journal_mode = WAL") != "wal") {
    throw std::runtime_error("its file system does not take SQLite's write-ahead log");
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
    throw std::runtime_error("it is no regular file");
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

std::unique_ptr<Store> open_or_throw(const Options& options, const std::filesystem::path& file,
                                     const Clock& clock) {
  check_is_plain(file);
  check_files(file);
  auto database = std::make_unique<Database>(file, Database::Missing::make);
  set_durability(*database);
  migrate(*database, file);
  check_newest(*database);
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
      return std::unexpected(fmt::format("there is no room on the disk of {}", file.string()));
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
