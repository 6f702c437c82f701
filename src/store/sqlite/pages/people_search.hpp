// The search for people by handle and name. What it gives is said in store/snapshot.hpp.
// Threads: those of the Database.
#pragma once

#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// Looks at what a RowBudget has (people_around.hpp), and where only those whom the viewer knows are
// wanted, at as much of the people around.
[[nodiscard]] std::vector<FoundPerson> find_people(Database& database, const PeopleQuery& query,
                                                   int limit);

}  // namespace asq::store::sqlite
