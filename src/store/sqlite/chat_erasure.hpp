// The end of a chat: at once nobody is in it and it is no more; what was in it goes later
// (purge.hpp).
// Threads: the writer, inside a transaction.
#pragma once

#include "store/sqlite/membership_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

// As ChatStore::erase().
[[nodiscard]] Result<void> write_chat_erasure(WriteContext& context, MembershipCache& cache,
                                              UserId actor, ChatId chat);

// Whoever may; the chat is there.
void erase_chat(WriteContext& context, MembershipCache& cache, ChatId chat, UserId by);

}  // namespace asq::store::sqlite
