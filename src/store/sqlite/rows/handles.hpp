// Handles of accounts, and those that rest. What each gives is said in store/snapshot.hpp and
// store/transaction.hpp. Threads: those of the Database.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] std::optional<User> load_user_by_handle(Database& database, std::string_view handle);
[[nodiscard]] std::optional<FreedHandle> load_freed_handle(Database& database,
                                                           std::string_view handle);

// It does not rest from now on.
void keep_handle(Database& database, UserId id, std::string_view handle);
void keep_freed_handle(Database& database, const FreedHandle& freed);

// Some have rested until `now`. Whose they were is personal data: the writer forgets them.
[[nodiscard]] bool any_rest_over(Database& database, Timestamp now);
// A few of them; true: there may be more.
[[nodiscard]] bool forget_some_rests(Database& database, Timestamp now);

}  // namespace asq::store::sqlite
