// Links to set a password with. What each gives is said in store/snapshot.hpp.
// Threads: those of the Database.
#pragma once

#include <optional>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] std::optional<PasswordReset> load_reset(Database& database, ResetId id);

}  // namespace asq::store::sqlite
