// The people whom somebody shares chats with, and the search for people by handle and name. What
// each gives is said in store/snapshot.hpp. Threads: those of the Database.
#pragma once

#include <string_view>
#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] std::vector<User> load_contacts(Database& database, UserId viewer,
                                              std::string_view after, int limit);
[[nodiscard]] std::vector<FoundPerson> find_people(Database& database, const PeopleQuery& query,
                                                   int limit);

}  // namespace asq::store::sqlite
