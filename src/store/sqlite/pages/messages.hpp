// Messages of a chat, with their reactions. What each gives is said in store/snapshot.hpp.
// Threads: those of the Database.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] std::optional<Message> load_message(Database& database, ChatId chat, Seq seq);
// Reactions cost the kinds, not the people.
[[nodiscard]] std::vector<Message> load_messages(Database& database, ChatId chat, Seq first,
                                                 Seq last, std::size_t text_bytes);
[[nodiscard]] std::optional<Timestamp> load_sent_at(Database& database, ChatId chat, Seq seq);
[[nodiscard]] std::optional<StoredReceipt> load_receipt(Database& database, ChatId chat,
                                                        UserId sender, std::string_view client_id);

}  // namespace asq::store::sqlite
