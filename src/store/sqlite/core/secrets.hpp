// The secrets of the database: random bytes of the system, for what it vouches for itself.
// Threads: those of the Database.
#pragma once

#include <cstddef>

#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

inline constexpr std::size_t kLinkSecretBytes = 32;

// Whether its schema has them.
[[nodiscard]] bool has_secrets(Database& database);

// Another one for links (Store::link_secret()), in place of the one before. The caller has begun
// the transaction, and has_secrets().
void renew_link_secret(Database& database);

}  // namespace asq::store::sqlite
