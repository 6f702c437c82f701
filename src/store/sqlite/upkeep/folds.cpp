#include "store/sqlite/upkeep/folds.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

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

void fold_emails(Database& database) {
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
  for (const auto& [id, email] : changed) {
    if (const auto other = keep_email(database, id, email)) {
      log::warning("email_shared", {{"user_id", id.value()}, {"other_user_id", other->value()}});
    }
  }
}

// For accounts from before there were handles: in the order of their ids, by the rule of a new
// account (base/handle.hpp).
void make_missing_handles(Database& database) {
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
  if (!without.empty()) log::info("handles_made", {{"handles", std::ssize(without)}});
}

// So many people's parts are sorted before they are put where they belong.
constexpr std::size_t kPeoplePutAtOnce = 5'000;

void put_parts(Database& database, std::vector<std::pair<NamePart, UserId>>& parts) {
  std::ranges::sort(parts);
  Statement& put =
      database.statement("INSERT INTO people_parts (place, part, user_id) VALUES (?1, ?2, ?3)");
  for (const auto& [part, id] : parts) {
    put.execute(static_cast<int>(part.place), part.text, id.value());
  }
  parts.clear();
}

void part_all(Database& database) {
  std::vector<std::pair<NamePart, UserId>> parts;
  std::size_t people = 0;
  auto row = database.statement("SELECT id FROM users WHERE deleted = 0 ORDER BY id").run();
  while (row.step()) {
    const UserId id(row.integer(0));
    for (NamePart& part : parts_of_person(database, id)) parts.emplace_back(std::move(part), id);
    if (++people % kPeoplePutAtOnce == 0) put_parts(database, parts);
  }
  put_parts(database, parts);
}

std::int64_t fold_anew(Database& database) {
  database.execute("DELETE FROM chat_names; DELETE FROM user_names; DELETE FROM people_parts");
  const std::int64_t chats =
      fold_all(database, "SELECT id, name FROM chats WHERE type = 1",
               "INSERT INTO chat_names (chat_id, folded, word_starts) VALUES (?1, ?2, ?3)");
  const std::int64_t people =
      fold_all(database, "SELECT id, username FROM users WHERE deleted = 0",
               "INSERT INTO user_names (user_id, folded, word_starts) VALUES (?1, ?2, ?3)");
  fold_emails(database);
  make_missing_handles(database);
  part_all(database);
  database.statement("UPDATE counters SET value = ?1 WHERE name = 'folds_version'")
      .execute(folds_version());
  return chats + people;
}

}  // namespace

bool folds_are_current(Database& database) {
  return database.query_integer("SELECT value FROM counters WHERE name = 'folds_version'") ==
         folds_version();
}

void keep_folds_current(Database& database) {
  if (folds_are_current(database)) return;
  database.execute("BEGIN IMMEDIATE");
  try {
    const std::int64_t names = fold_anew(database);
    database.execute("COMMIT");
    if (names > 0) log::info("names_folded", {{"names", names}});
  } catch (const SqliteError&) {
    if (database.in_transaction()) database.execute("ROLLBACK");
    throw;
  }
}

}  // namespace asq::store::sqlite
