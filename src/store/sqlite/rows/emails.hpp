// E-mails of accounts. users.email_folded has fold_email() (base/email.hpp) of each, and is unique.
// Accounts from the time when less was the same may share a fold: the later ones to take it have a
// line end and their id behind it. No e-mail has a line end.
// Threads: those of the Database.
#pragma once

#include <optional>
#include <string_view>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// As Snapshot::find_account().
[[nodiscard]] std::optional<Credentials> load_account(Database& database, std::string_view email);

// Sets the account's e-mail and its fold. Returns another account that has the same fold.
std::optional<UserId> keep_email(Database& database, UserId id, std::string_view email);

// `folded` is what keep_email() may have kept with that e-mail.
[[nodiscard]] bool is_kept_fold(std::string_view folded, UserId id, std::string_view email);

}  // namespace asq::store::sqlite
