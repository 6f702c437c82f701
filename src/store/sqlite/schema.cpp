#include "store/sqlite/schema.hpp"

#include <fmt/format.h>

#include <array>

namespace asq::store::sqlite {
namespace {

// messages.position = chat_id << 32 | seq: a chat's messages lie together in the order of seq, and
// a page at any depth is one range of keys. It allows 2^31 chats of 2^32 messages. chats.read_high
// is the highest read marker of any member (read_high_by), read_second the highest of anyone else:
// with both, whether a message has been read by somebody but its sender is known without looking at
// the members. They only grow.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO counters VALUES ('message_id', 0);

CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username TEXT NOT NULL,
  email TEXT NOT NULL,
  email_folded TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id),
  generation INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  user_agent TEXT NOT NULL
);
CREATE INDEX sessions_of_user ON sessions(user_id);

CREATE TABLE chats (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  type INTEGER NOT NULL,
  name TEXT NOT NULL,
  creator_id INTEGER NOT NULL REFERENCES users(id),
  created_at INTEGER NOT NULL,
  admins_only_invite INTEGER NOT NULL DEFAULT 0,
  member_count INTEGER NOT NULL,
  last_seq INTEGER NOT NULL DEFAULT 0,
  last_at INTEGER NOT NULL,
  read_high INTEGER NOT NULL DEFAULT 0,
  read_high_by INTEGER NOT NULL DEFAULT 0,
  read_second INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE direct_chats (
  low_user_id INTEGER NOT NULL,
  high_user_id INTEGER NOT NULL,
  chat_id INTEGER NOT NULL REFERENCES chats(id),
  PRIMARY KEY (low_user_id, high_user_id)
) WITHOUT ROWID;

CREATE TABLE members (
  chat_id INTEGER NOT NULL REFERENCES chats(id),
  user_id INTEGER NOT NULL REFERENCES users(id),
  role INTEGER NOT NULL,
  joined_seq INTEGER NOT NULL,
  read_seq INTEGER NOT NULL,
  joined_at INTEGER NOT NULL,
  PRIMARY KEY (chat_id, user_id)
) WITHOUT ROWID;
CREATE INDEX members_of_user ON members(user_id);

CREATE TABLE messages (
  position INTEGER PRIMARY KEY,
  id INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  sent_at INTEGER NOT NULL,
  text TEXT NOT NULL,
  client_id TEXT
);

CREATE TABLE receipts (
  chat_id INTEGER NOT NULL,
  sender_id INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  PRIMARY KEY (chat_id, sender_id, client_id)
) WITHOUT ROWID;
)sql";

constexpr std::array kMigrations{kFirst};

std::string sentence_for_newer(std::int64_t version) {
  return fmt::format(
      "the database has schema {}, this program knows schemas up to {}: a newer asq has used it; "
      "start that version",
      version, kMigrations.size());
}

void apply(Database& database, std::size_t version) {
  database.execute("BEGIN IMMEDIATE");
  try {
    database.execute(std::string(kMigrations[version]));
    database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId));
    database.execute(fmt::format("PRAGMA user_version = {}", version + 1));
    database.execute("COMMIT");
  } catch (const SqliteError&) {
    if (database.in_transaction()) database.execute("ROLLBACK");
    throw;
  }
}

void copy_before(Database& database, const std::filesystem::path& file, std::int64_t version) {
  const std::string copy = fmt::format("{}.before-{}", file.string(), version + 1);
  std::filesystem::remove(copy);  // of an upgrade that was interrupted
  Statement vacuum(database, "VACUUM INTO ?");
  vacuum.execute(copy);
}

}  // namespace

int newest_schema() { return static_cast<int>(kMigrations.size()); }

void migrate(Database& database, const std::filesystem::path& file) {
  const std::int64_t version = database.query_integer("PRAGMA user_version");
  const std::int64_t application = database.query_integer("PRAGMA application_id");
  const std::int64_t tables = database.query_integer("SELECT count(*) FROM sqlite_schema");
  if (tables > 0 && application != kApplicationId) {
    throw std::runtime_error("the file is a database of another program");
  }
  if (version > newest_schema()) throw std::runtime_error(sentence_for_newer(version));
  if (tables > 0 && version < newest_schema()) copy_before(database, file, version);
  for (auto next = static_cast<std::size_t>(version); next < kMigrations.size(); ++next) {
    apply(database, next);
  }
}

}  // namespace asq::store::sqlite
