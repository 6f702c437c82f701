#include "store/sqlite/upkeep/folds.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/text.hpp"
#include "store/sqlite/rows/emails.hpp"

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

std::int64_t fold_anew(Database& database) {
  database.execute("DELETE FROM chat_names; DELETE FROM user_names");
  const std::int64_t chats =
      fold_all(database, "SELECT id, name FROM chats WHERE type = 1",
               "INSERT INTO chat_names (chat_id, folded, word_starts) VALUES (?1, ?2, ?3)");
  const std::int64_t people =
      fold_all(database, "SELECT id, username FROM users WHERE deleted = 0",
               "INSERT INTO user_names (user_id, folded, word_starts) VALUES (?1, ?2, ?3)");
  fold_emails(database);
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
