// Pages of a chat's messages.
// Threads: those of the Database, within one snapshot.
#pragma once

#include "store/messages.hpp"
#include "store/sqlite/database.hpp"

namespace asq::store::sqlite {

// As MessageStore::page(), after() and window().
[[nodiscard]] Result<std::vector<Message>> load_page(Database& database, const OffsetPage& request);
[[nodiscard]] Result<std::vector<Message>> load_after(Database& database, ChatId chat,
                                                      UserId viewer, Seq after, int limit);
[[nodiscard]] Result<MessageWindow> load_window(Database& database, UserId viewer,
                                                const WindowRequest& request);

}  // namespace asq::store::sqlite
