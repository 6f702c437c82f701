// The end of an account.
// Threads: the writer, inside a transaction.
#pragma once

#include "store/sqlite/parts.hpp"

namespace asq::store::sqlite {

// As AccountStore::erase().
[[nodiscard]] Result<void> write_account_erasure(WriteContext& context, const Parts& parts,
                                                 UserId id);

}  // namespace asq::store::sqlite
