#include "store/sqlite/open.hpp"

#include <fmt/format.h>

#include "store/sqlite/accounts.hpp"
#include "store/sqlite/chats.hpp"
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
      : memberships_(options.cached_chats) {
    load_sessions(*database, sessions_cache_, clock.now());
    writer_ = std::make_unique<Writer>(std::move(database), clock,
                                       WriterOptions{options.max_queued_writes, options.max_batch,
                                                     options.metrics, options.on_fatal});
    readers_ = std::make_unique<Readers>(file, options.readers, kMaxQueuedReads, options.on_fatal);
    const Parts parts{*writer_, *readers_, memberships_, sessions_cache_, clock};
    accounts_ = std::make_unique<SqliteAccounts>(parts);
    sessions_ = std::make_unique<SqliteSessions>(parts);
    chats_ = std::make_unique<SqliteChats>(parts);
    messages_ = std::make_unique<SqliteMessages>(parts);
  }
  ~SqliteStore() override { close(); }
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

  AccountStore& accounts() override { return *accounts_; }
  SessionStore& sessions() override { return *sessions_; }
  ChatStore& chats() override { return *chats_; }
  MessageStore& messages() override { return *messages_; }
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
  MembershipCache memberships_;
  SessionCache sessions_cache_;
  std::unique_ptr<Writer> writer_;
  std::unique_ptr<Readers> readers_;
  std::unique_ptr<SqliteAccounts> accounts_;
  std::unique_ptr<SqliteSessions> sessions_;
  std::unique_ptr<SqliteChats> chats_;
  std::unique_ptr<SqliteMessages> messages_;
};

// What SQLite must have taken before anything is acknowledged on its word.
void set_durability(Database& database) {
  if (database.query_text("PRAGMA journal_mode = WAL") != "wal") {
    throw std::runtime_error("the file system does not take SQLite's write-ahead log");
  }
  database.execute(
      "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
      "PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384;"
      "PRAGMA cell_size_check = ON;");
  if (database.query_integer("PRAGMA synchronous") != kSynchronousFull) {
    throw std::runtime_error("SQLite did not take synchronous=FULL");
  }
}

}  // namespace

std::expected<std::unique_ptr<Store>, std::string> open(const Options& options,
                                                        const Clock& clock) {
  const std::filesystem::path file = options.directory / "asq.db";
  try {
    auto database = std::make_unique<Database>(file, Database::Access::read_write);
    set_durability(*database);
    migrate(*database, file);
    return std::make_unique<SqliteStore>(std::move(database), file, options, clock);
  } catch (const SqliteError& error) {
    if (error.disk_full()) {
      return std::unexpected(fmt::format("no room on the disk of {}", file.string()));
    }
    if (error.fatal()) {
      return std::unexpected(
          fmt::format("the database {} is damaged ({}); restore it from a backup", file.string(),
                      error.what()));
    }
    return std::unexpected(
        fmt::format("the database {} can't be opened: {}", file.string(), error.what()));
  } catch (const std::exception& error) {
    return std::unexpected(
        fmt::format("the database {} can't be used: {}", file.string(), error.what()));
  }
}

}  // namespace asq::store::sqlite
