// What becomes of a message after it was sent: edited, deleted, reacted to.
// Threads: the writer, inside a transaction.
#pragma once

#include <string>

#include "store/messages.hpp"
#include "store/sqlite/writer.hpp"

namespace asq::store::sqlite {

// As MessageStore::edit(), erase() and react().
[[nodiscard]] Result<Message> write_edit(WriteContext& context, UserId actor, MessageRef ref,
                                         const std::string& text);
[[nodiscard]] Result<Message> write_tombstone(WriteContext& context, UserId actor, MessageRef ref);
[[nodiscard]] Result<Message> write_reaction(WriteContext& context, UserId actor, MessageRef ref,
                                             const std::string& emoji, bool present);

}  // namespace asq::store::sqlite
