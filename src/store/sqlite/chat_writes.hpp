// The writes of ChatStore, inside a transaction.
// Threads: the writer.
#pragma once

#include "store/chats.hpp"
#include "store/sqlite/membership_cache.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

[[nodiscard]] Result<Created> write_direct(WriteContext& context, MembershipCache& cache,
                                           UserId actor, const std::string& second_email);
[[nodiscard]] Result<Chat> write_group(WriteContext& context, MembershipCache& cache,
                                       const NewGroup& group);
[[nodiscard]] Result<Chat> write_change(WriteContext& context, MembershipCache& cache, UserId actor,
                                        ChatId chat, const ChatChange& change);

}  // namespace asq::store::sqlite
