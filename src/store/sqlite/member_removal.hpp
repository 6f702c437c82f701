// The end of a membership: removed, left, or the account is gone.
// Threads: the writer, inside a transaction.
#pragma once

#include "store/sqlite/membership_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

// As MemberStore::remove().
[[nodiscard]] Result<void> write_removal(WriteContext& context, MembershipCache& cache,
                                         UserId actor, ChatId chat, UserId user);

// Of a member of a group, whoever may. An owner's group gets another one first; a group of nobody
// else is deleted.
void end_membership(WriteContext& context, MembershipCache& cache, ChatId group, UserId user,
                    UserId by);

}  // namespace asq::store::sqlite
