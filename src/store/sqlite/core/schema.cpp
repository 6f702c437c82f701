#include "store/sqlite/core/schema.hpp"

#include <fmt/format.h>

#include <charconv>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>

#include "base/fault_points.hpp"
#include "store/sqlite/core/secrets.hpp"
#include "store/sqlite/upkeep/whole_copy.hpp"

namespace asq::store::sqlite {
namespace {

using Migrations = std::span<const std::string_view>;

[[noreturn]] void refuse(const std::string& words) { throw std::runtime_error(words); }

// All that are new, or none: whatever ends it on the way, the program before can go on.
void apply_behind(Database& database, Migrations migrations, std::int64_t version,
                  const FinishMigration& finish) {
  database.execute("BEGIN IMMEDIATE");
  try {
    const bool had_secrets = has_secrets(database);
    for (const std::string_view next : migrations.subspan(static_cast<std::size_t>(version))) {
      database.execute(std::string(next));
    }
    if (!had_secrets && has_secrets(database)) renew_link_secret(database);
    database.execute(fmt::format("PRAGMA application_id = {}", kApplicationId));
    database.execute(fmt::format("PRAGMA user_version = {}", migrations.size()));
    if (finish) finish(database);
    fault::point("during_migration");
    database.execute("COMMIT");
    fault::point("during_migration");
  } catch (const std::exception&) {
    if (database.in_transaction()) database.execute("ROLLBACK");
    throw;
  }
}

// Whole or not there.
void copy_before(Database& database, const std::filesystem::path& file, std::int64_t version) {
  try {
    copy_whole(database, fmt::format("{}.before-{}", file.string(), version + 1), IfThere::replace,
               [](Database&) { fault::point("during_migration"); });
    fault::point("during_migration");
  } catch (const SqliteError&) {
    throw;
  } catch (const std::runtime_error& error) {
    refuse(fmt::format("it has to be copied before the upgrade, and {}", error.what()));
  }
}

// N of asq.db.before-N; 0: it is none.
std::int64_t number_of_copy(const std::filesystem::path& copy, const std::string& database) {
  const std::string name = copy.filename().string();
  const std::string prefix = database + ".before-";
  std::int64_t number = 0;
  if (!name.starts_with(prefix)) return 0;
  const char* end = name.data() + name.size();
  const auto [parsed, error] = std::from_chars(name.data() + prefix.size(), end, number);
  return error == std::errc() && parsed == end ? number : 0;
}

// Those that can't be removed stay: they only take room.
void remove_old_copies(const std::filesystem::path& file) {
  std::map<std::int64_t, std::filesystem::path, std::greater<>> copies;
  std::error_code ignored;
  const auto directory = std::filesystem::absolute(file).parent_path();
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const std::int64_t number = number_of_copy(entry.path(), file.filename().string());
    if (number > 0) copies.emplace(number, entry.path());
  }
  std::size_t kept = 0;
  for (const auto& [number, copy] : copies) {
    if (++kept > kCopiesKept) std::filesystem::remove(copy, ignored);
  }
}

// Every table and index with its definition.
std::string describe(Database& database) {
  std::string all;
  Statement statement(database,
                      "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema "
                      "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type, name");
  auto row = statement.run();
  while (row.step()) all += row.text(0) + '\n';
  return all;
}

void check_tables(Database& database, Migrations migrations) {
  Database expected(":memory:");
  for (const std::string_view migration : migrations) expected.execute(std::string(migration));
  if (describe(database) != describe(expected)) {
    refuse("it is damaged: its tables are not those of its version");
  }
}

}  // namespace

std::int64_t recognise(Database& database, Migrations migrations) {
  const std::int64_t version = database.query_integer("PRAGMA user_version");
  const std::int64_t application = database.query_integer("PRAGMA application_id");
  const bool empty = database.query_integer("SELECT count(*) FROM sqlite_schema") == 0;
  if (application != kApplicationId && (application != 0 || version != 0 || !empty)) {
    refuse("it belongs to another program");
  }
  if (version > std::ssize(migrations)) {
    refuse(
        fmt::format("it has schema {}, and this program knows schemas up to {}: a newer version of "
                    "asq has used it, so start that version",
                    version, migrations.size()));
  }
  if (version < 0) refuse("it is damaged: there is no schema of its number");
  check_tables(database, migrations.first(static_cast<std::size_t>(version)));
  return version;
}

void migrate(Database& database, const std::filesystem::path& file, Migrations migrations,
             const FinishMigration& finish) {
  const std::int64_t version = recognise(database, migrations);
  if (version == std::ssize(migrations)) return;
  if (version > 0) copy_before(database, file, version);
  apply_behind(database, migrations, version, finish);
  check_tables(database, migrations);
  if (version > 0) remove_old_copies(file);
}

void check_newest(Database& database) {
  const std::int64_t faults = database.query_integer(
      "SELECT (SELECT count(*) FROM (SELECT id, last_seq FROM chats ORDER BY id DESC LIMIT 100) c "
      "        WHERE c.last_seq > 0 AND NOT EXISTS "
      "              (SELECT 1 FROM messages WHERE position = c.id << 32 | c.last_seq))"
      "     + (SELECT count(*) FROM (SELECT position, id FROM messages ORDER BY position DESC "
      "                              LIMIT 100) m "
      "        WHERE m.id > (SELECT value FROM counters WHERE name = 'message_id')"
      "           OR NOT EXISTS (SELECT 1 FROM chats WHERE id = m.position >> 32"
      "                                               AND last_seq >= (m.position & 4294967295)"
      "                          UNION ALL SELECT 1 FROM purges WHERE chat_id = m.position >> 32))"
      "     + (SELECT count(*) FROM counters WHERE name = 'message_id') - 1"
      "     + (SELECT count(*) FROM counters WHERE name = 'log_position' AND value >= "
      "              (SELECT coalesce(max(position), 0) FROM log)) - 1"
      "     + (SELECT count(*) FROM (SELECT log_position FROM chats ORDER BY id DESC LIMIT 100) c "
      "        WHERE c.log_position > 0 AND NOT EXISTS "
      "              (SELECT 1 FROM log WHERE position = c.log_position))"
      "     + (SELECT count(*) FROM sqlite_sequence q WHERE q.seq < CASE q.name "
      "          WHEN 'users' THEN (SELECT max(id) FROM users)"
      "          WHEN 'chats' THEN (SELECT max(id) FROM chats)"
      "          WHEN 'sessions' THEN (SELECT max(id) FROM sessions)"
      "          WHEN 'invites' THEN (SELECT max(id) FROM invites) ELSE 0 END)");
  if (faults != 0) refuse("it is damaged: its newest rows and its counters disagree");
}

}  // namespace asq::store::sqlite
