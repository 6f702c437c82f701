// One message into the transaction under way: receipt, membership, seq, rows, markers.
// Threads: the writer.                                          Stop 4 of docs/life-of-a-message.md
#pragma once

#include <string>

#include "store/messages.hpp"
#include "store/sqlite/membership_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

[[nodiscard]] Result<Receipt> append_message(WriteContext& context, MembershipCache& cache,
                                             const NewMessage& message);

// What a receipt keeps of the content, to tell a repeat from another message under the same
// client_id.
[[nodiscard]] std::string content_hash(const NewMessage& message);

}  // namespace asq::store::sqlite
