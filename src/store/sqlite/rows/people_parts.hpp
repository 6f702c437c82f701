// The index of people by what stands in their handles and names: people_parts, with a row for each
// part (store/name_parts.hpp). Threads: those of the Database.
#pragma once

#include <vector>

#include "model/ids.hpp"
#include "store/name_parts.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// Those of the handle and the name that the tables have for the person now.
[[nodiscard]] std::vector<NamePart> parts_of_person(Database& database, UserId id);

// Before the handle or the name changes, and before they go.
void remove_parts(Database& database, UserId id);
// After it.
void keep_parts(Database& database, UserId id);

}  // namespace asq::store::sqlite
