// One message into the transaction under way: receipt, membership, seq, rows, markers.
// Threads: the writer.                                          Stop 4 of docs/life-of-a-message.md
#pragma once

#include "store/messages.hpp"
#include "store/sqlite/membership_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

// As MessageStore::append().
[[nodiscard]] Result<Receipt> append_message(WriteContext& context, MembershipCache& cache,
                                             const NewMessage& message);

}  // namespace asq::store::sqlite
