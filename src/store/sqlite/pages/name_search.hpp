// The search of a person's chats by their names, which are kept folded. What it gives is said in
// store/snapshot.hpp. Threads: those of the Database.
#pragma once

#include <string_view>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

// Once, before a database is opened that is searched: its connections get a function that looks for
// bytes in bytes. SQLite's own takes three times as long.
void prepare_name_search();

void show_chats_named(Database& database, UserId viewer, std::string_view part,
                      const NameVisitor& visit);

}  // namespace asq::store::sqlite
