// Chats as their members see them, and who is in them. What each gives is said in
// store/snapshot.hpp. Threads: those of the Database.
#pragma once

#include <optional>
#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] std::optional<Chat> load_chat(Database& database, UserId viewer, ChatId chat);
[[nodiscard]] std::optional<GroupFacts> load_group(Database& database, ChatId chat);
[[nodiscard]] std::optional<Membership> load_membership(Database& database, ChatId chat,
                                                        UserId user);
[[nodiscard]] std::vector<Member> load_members(Database& database, ChatId chat, UserId after,
                                               int limit);
[[nodiscard]] std::optional<LogPosition> load_joined_at(Database& database, ChatId chat,
                                                        UserId user);

[[nodiscard]] std::vector<ChatId> load_chat_ids(Database& database, UserId member);
[[nodiscard]] std::vector<ChatId> load_chat_list(Database& database, UserId viewer,
                                                 const ChatCursor& after, int limit);

}  // namespace asq::store::sqlite
