#include "store/sqlite/upkeep/folds.hpp"

#include <exception>
#include <string>
#include <string_view>

#include "base/fault_points.hpp"
#include "base/handle.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "store/sqlite/rows/emails.hpp"
#include "store/sqlite/rows/handles.hpp"
#include "store/sqlite/rows/people_parts.hpp"

namespace asq::store::sqlite {
namespace {

// Gives id and name to `from`, and takes id, fold and word starts with `to`. Returns how many.
std::int64_t fold_all(Database& database, std::string_view from, std::string_view to) {
  std::int64_t count = 0;
  auto row = database.statement(from).run();
  while (row.step()) {
    const FoldedName folded = fold_name(row.text(1));
    database.statement(to).execute(row.integer(0), folded.text, folded.word_starts);
    ++count;
  }
  return count;
}

// Those who share one now.
std::vector<std::pair<UserId, UserId>> fold_emails(Database& database) {
  std::vector<std::pair<UserId, std::string>> changed;
  {
    auto row =
        database.statement("SELECT id, email, email_folded FROM users WHERE deleted = 0").run();
    while (row.step()) {
      const UserId id(row.integer(0));
      std::string email = row.text(1);
      if (!is_kept_fold(row.text(2), id, email)) changed.emplace_back(id, std::move(email));
    }
  }
  std::vector<std::pair<UserId, UserId>> twins;
  for (const auto& [id, email] : changed) {
    if (const auto other = keep_email(database, id, email)) twins.emplace_back(id, *other);
  }
  return twins;
}

// For accounts from before there were handles: in the order of their ids, by the rule of a new
// account (base/handle.hpp). Returns how many.
std::int64_t make_missing_handles(Database& database) {
  std::vector<std::pair<UserId, std::string>> without;
  {
    auto row = database
                   .statement(
                       "SELECT id, username FROM users WHERE handle IS NULL AND deleted = 0 "
                       "ORDER BY id")
                   .run();
    while (row.step()) without.emplace_back(row.integer(0), row.text(1));
  }
  const auto is_free = [&](const std::string& handle) {
    return !load_user_by_handle(database, handle) && !load_freed_handle(database, handle);
  };
  for (const auto& [id, name] : without) {
    keep_handle(database, id, make_handle(handle_from(name), id.value(), is_free));
  }
  return std::ssize(without);
}

constexpr std::int64_t kPeopleBetweenLines = 100'000;

// A row at its place in the index reads and writes a page of it, once the index is larger than the
// cache: sorted first, each page is written once, for any number of people.
void part_all(Database& database) {
  database.execute("CREATE TEMP TABLE unsorted_parts (place, part, user_id)");
  std::int64_t people = 0;
  {
    Statement put(database,
                  "INSERT INTO unsorted_parts (place, part, user_id) VALUES (?1, ?2, ?3)");
    auto row = database.statement("SELECT id FROM users WHERE deleted = 0 ORDER BY id").run();
    while (row.step()) {
      const UserId id(row.integer(0));
      for (const NamePart& part : parts_of_person(database, id)) {
        put.execute(static_cast<int>(part.place), part.text, id.value());
      }
      if (++people % kPeopleBetweenLines == 0) log::info("making_index", {{"people", people}});
    }
  }
  database.execute(
      "INSERT INTO people_parts (place, part, user_id) SELECT place, part, user_id "
      "FROM unsorted_parts ORDER BY place, part, user_id; DROP TABLE unsorted_parts");
}

}  // namespace

bool folds_are_current(Database& database) {
  return database.query_integer("SELECT value FROM counters WHERE name = 'folds_version'") ==
         folds_version();
}

Folded fold_anew(Database& database) {
  Folded folded;
  database.execute("DELETE FROM chat_names; DELETE FROM user_names; DELETE FROM people_parts");
  folded.names = fold_all(database, "SELECT id, name FROM chats WHERE type = 1",
                          "INSERT INTO chat_names (chat_id, folded, word_starts) "
                          "VALUES (?1, ?2, ?3)");
  folded.names += fold_all(database, "SELECT id, username FROM users WHERE deleted = 0",
                           "INSERT INTO user_names (user_id, folded, word_starts) "
                           "VALUES (?1, ?2, ?3)");
  folded.twins = fold_emails(database);
  folded.handles = make_missing_handles(database);
  fault::point("during_folds");
  part_all(database);
  database.statement("UPDATE counters SET value = ?1 WHERE name = 'folds_version'")
      .execute(folds_version());
  fault::point("during_folds");
  return folded;
}

void log_folded(const Folded& folded) {
  for (const auto& [id, other] : folded.twins) {
    log::warning("email_shared", {{"user_id", id.value()}, {"other_user_id", other.value()}});
  }
  if (folded.handles > 0) log::info("handles_made", {{"handles", folded.handles}});
  if (folded.names > 0) log::info("names_folded", {{"names", folded.names}});
}

void keep_folds_current(Database& database) {
  if (folds_are_current(database)) return;
  database.execute("BEGIN IMMEDIATE");
  try {
    const Folded folded = fold_anew(database);
    database.execute("COMMIT");
    fault::point("during_folds");
    log_folded(folded);
  } catch (const std::exception&) {
    if (database.in_transaction()) database.execute("ROLLBACK");
    throw;
  }
}

}  // namespace asq::store::sqlite
