// The list of those with whom somebody shares chats. What it gives is said in store/snapshot.hpp.
// Threads: those of the Database.
#pragma once

#include <string_view>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// Looks at what a RowBudget has (people_around.hpp), but for a page that would be empty.
[[nodiscard]] ContactSlice load_contacts(Database& database, UserId viewer, std::string_view after,
                                         int limit);

}  // namespace asq::store::sqlite
