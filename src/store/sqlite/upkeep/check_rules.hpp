// The rules of a check that are one query each.
// Threads: those of the Database.
#pragma once

#include <span>
#include <string_view>

#include "store/sqlite/core/database.hpp"
#include "store/sqlite/upkeep/findings.hpp"

namespace asq::store::sqlite {

struct Rule {
  std::string_view name;
  std::string_view sql;  // its rows, of one column, are the faults
};

[[nodiscard]] std::span<const Rule> check_rules();
void check_rule(Database& database, const Rule& rule, Findings& findings);

}  // namespace asq::store::sqlite
