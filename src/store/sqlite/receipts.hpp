// What is kept of a message so that a repeat of it is known: (chat, sender, client_id), its seq,
// and a hash of what it said at first. Threads: those of the Database.
#pragma once

#include <optional>
#include <string>

#include "store/messages.hpp"
#include "store/sqlite/database.hpp"

namespace asq::store::sqlite {

// Tells a repeat from another message under the same client_id: half a SHA-256, in hex.
[[nodiscard]] std::string content_hash(const std::string& text, std::optional<Seq> reply_to);

// The message that was stored under this client_id (which is set), as it is now; nullopt: none, or
// its chat was deleted.
// Errors: client_id_reused.
[[nodiscard]] Result<std::optional<Receipt>> load_receipt(Database& database,
                                                          const NewMessage& message);

}  // namespace asq::store::sqlite
