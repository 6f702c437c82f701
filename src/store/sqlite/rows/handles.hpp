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
// Forgets some that rested until `now` at most.
void keep_freed_handle(Database& database, const FreedHandle& freed, Timestamp now);

}  // namespace asq::store::sqlite
