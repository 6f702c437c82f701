#include "store/sqlite/upkeep/check.hpp"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>

#include "base/handle.hpp"
#include "base/text.hpp"
#include "store/sqlite/core/schema.hpp"
#include "store/sqlite/rows/columns.hpp"
#include "store/sqlite/rows/emails.hpp"
#include "store/sqlite/rows/people_parts.hpp"
#include "store/sqlite/upkeep/check_chain.hpp"
#include "store/sqlite/upkeep/check_messages.hpp"
#include "store/sqlite/upkeep/check_rules.hpp"
#include "store/sqlite/upkeep/findings.hpp"
#include "store/sqlite/upkeep/folds.hpp"

namespace asq::store::sqlite {
namespace {

using Part = void (*)(Database&, Findings&);

void check_pages(Database& database, Findings& findings) {
  Statement statement(database, "PRAGMA integrity_check(100)");
  auto row = statement.run();
  while (row.step()) {
    if (std::string line = row.text(0); line != "ok") findings.add("file: " + std::move(line));
  }
}

void check_references(Database& database, Findings& findings) {
  Statement statement(database, "PRAGMA foreign_key_check");
  auto row = statement.run();
  while (row.step()) {
    findings.add(fmt::format("{}: a row refers to a missing row of {}", row.text(0), row.text(2)));
  }
}

// Folds of another version are made anew at the next start.
void check_emails(Database& database, Findings& findings) {
  if (!folds_are_current(database)) return;
  auto row =
      database.statement("SELECT id, email, email_folded FROM users WHERE deleted = 0").run();
  while (row.step()) {
    const UserId id(row.integer(0));
    if (is_kept_fold(row.text(2), id, row.text(1))) continue;
    findings.add(fmt::format("user {}: can't be found by e-mail", id.value()));
  }
}

// `sql`: id, name, fold, word starts.
void check_names(Database& database, std::string_view what, std::string_view sql,
                 Findings& findings) {
  auto row = database.statement(sql).run();
  while (row.step()) {
    const auto text = row.optional_text(2);
    if (text && FoldedName{*text, row.text(3)} == fold_name(row.text(1))) continue;
    findings.add(fmt::format("{} {}: can't be found by name", what, row.integer(0)));
  }
}

void check_folds(Database& database, Findings& findings) {
  if (!folds_are_current(database)) return;
  check_names(database, "chat",
              "SELECT c.id, c.name, n.folded, n.word_starts FROM chats c "
              "LEFT JOIN chat_names n ON n.chat_id = c.id WHERE c.type = 1",
              findings);
  check_names(database, "user",
              "SELECT u.id, u.username, n.folded, n.word_starts FROM users u "
              "LEFT JOIN user_names n ON n.user_id = u.id WHERE u.deleted = 0",
              findings);
}

bool has_part(Database& database, const NamePart& part, UserId id) {
  return database
      .statement("SELECT 1 FROM people_parts WHERE place = ?1 AND part = ?2 AND user_id = ?3")
      .run(static_cast<int>(part.place), part.text, id.value())
      .step();
}

// What is wrong with a handle that somebody has; nullptr: nothing.
const char* fault_of_handle(const std::optional<std::string>& handle, bool made_at_next_start) {
  if (!handle) {
    return made_at_next_start ? "has no handle; gets its handle at the next start"
                              : "has no handle";
  }
  if (!is_handle(*handle)) return "has a handle that is none";
  return is_reserved_handle(*handle) ? "has a reserved handle" : nullptr;
}

// Handles that are missing are made with the folds.
void check_handles(Database& database, Findings& findings) {
  const bool folded_at_next_start = !folds_are_current(database);
  auto row = database.statement("SELECT id, handle FROM users WHERE deleted = 0").run();
  while (row.step()) {
    const char* fault = fault_of_handle(row.optional_text(1), folded_at_next_start);
    if (fault != nullptr) findings.add(fmt::format("user {}: {}", row.integer(0), fault));
  }
  auto freed = database.statement("SELECT last_owner, handle FROM freed_handles").run();
  while (freed.step()) {
    if (is_handle(freed.text(1))) continue;
    findings.add(fmt::format("user {}: gave up a handle that is none", freed.integer(0)));
  }
}

// The index of handles and names is made with the folds.
void check_parts(Database& database, Findings& findings) {
  if (!folds_are_current(database)) return;
  std::int64_t parts = 0;
  auto row = database.statement("SELECT id FROM users WHERE deleted = 0").run();
  while (row.step()) {
    const UserId id(row.integer(0));
    bool missing = false;
    for (const NamePart& part : parts_of_person(database, id)) {
      ++parts;
      missing = missing || !has_part(database, part, id);
    }
    if (missing) findings.add(fmt::format("user {}: can't be found by a part", id.value()));
  }
  const std::int64_t kept = database.query_integer("SELECT count(*) FROM people_parts");
  if (kept > parts) {
    findings.add(
        fmt::format("people_parts: {} rows find somebody by what is in no name", kept - parts));
  }
}

void count(Database& database, CheckReport& report) {
  report.users = database.query_integer("SELECT count(*) FROM users WHERE deleted = 0");
  report.chats = database.query_integer("SELECT count(*) FROM chats");
  report.messages = database.query_integer("SELECT coalesce(sum(last_seq), 0) FROM chats");
}

// What can't be read is a fault, and the other parts are checked all the same.
void check_part(Findings& findings, std::string_view name, const std::function<void()>& part) {
  findings.begin(name);
  try {
    part();
  } catch (const SqliteError& error) {
    if (error.interrupted() || !error.damaged()) throw;
    findings.begin(name);
    findings.add(fmt::format("{}: can't be read to the end: {}", name, error.what()));
  }
}

}  // namespace

CheckReport check_database(Database& database, const std::stop_token& stop) {
  Findings findings;
  CheckReport report;
  const auto part = [&](std::string_view name, Part check) {
    if (stop.stop_requested()) return;
    check_part(findings, name, [&] { check(database, findings); });
  };
  report.older_schema = recognise(database) < std::ssize(all_migrations());
  part("file", check_pages);
  part("references", check_references);
  if (!report.older_schema) {
    for (const Rule& rule : check_rules()) {
      check_part(findings, rule.name, [&] { check_rule(database, rule, findings); });
    }
    part("users", check_emails);
    part("names", check_folds);
    part("handles", check_handles);
    part("parts of names", check_parts);
    part("messages", check_messages);
    part("receipts", check_receipts);
    part("log", check_chain);
    check_part(findings, "counts", [&] { count(database, report); });
  }
  report.faults = findings.take();
  return report;
}

}  // namespace asq::store::sqlite
