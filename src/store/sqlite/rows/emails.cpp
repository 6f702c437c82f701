#include "store/sqlite/rows/emails.hpp"

#include <string>
#include <utility>

#include "base/email.hpp"
#include "store/sqlite/rows/columns.hpp"

namespace asq::store::sqlite {
namespace {

std::string with_id(const std::string& folded, UserId id) {
  return folded + '\n' + std::to_string(id.value());
}

}  // namespace

std::optional<Credentials> load_account(Database& database, std::string_view email) {
  const std::string folded = fold_email(email);
  const std::string behind = folded + '\v';  // the folds with an id are between: '\v' follows '\n'
  auto row = database
                 .statement("SELECT " ASQ_USER_COLUMNS
                            ", password_hash FROM users WHERE email_folded >= ?1 "
                            "AND email_folded < ?2 AND deleted = 0 ORDER BY id")
                 .run(folded, behind);
  std::optional<Credentials> nearest;
  Spelling spelling = Spelling::other;
  while (row.step()) {
    Credentials found{user_from(row), row.text(kUserColumns)};
    const Spelling found_spelling = compare_spelling(found.user.email, email);
    if (nearest && found_spelling <= spelling) continue;
    nearest = std::move(found);
    spelling = found_spelling;
  }
  return nearest;
}

std::optional<UserId> keep_email(Database& database, UserId id, std::string_view email) {
  const std::string folded = fold_email(email);
  std::optional<UserId> other;
  {
    auto row = database.statement("SELECT id FROM users WHERE email_folded = ?1 AND id <> ?2")
                   .run(folded, id.value());
    if (row.step()) other = UserId(row.integer(0));
  }
  database.statement("UPDATE users SET email = ?2, email_folded = ?3 WHERE id = ?1")
      .execute(id.value(), email, other ? with_id(folded, id) : folded);
  return other;
}

bool is_kept_fold(std::string_view folded, UserId id, std::string_view email) {
  const std::string expected = fold_email(email);
  return folded == expected || folded == with_id(expected, id);
}

}  // namespace asq::store::sqlite
