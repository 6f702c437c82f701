// Accounts and sessions, and who knows whom. What each gives is said in store/snapshot.hpp.
// Threads: those of the Database.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] std::optional<User> load_user(Database& database, UserId id);
[[nodiscard]] std::vector<User> load_users(Database& database, UserId after, int limit);

[[nodiscard]] std::optional<Session> load_session(Database& database, SessionId id);
[[nodiscard]] std::vector<Session> load_sessions_of(Database& database, UserId owner);

// The direct chat of two people.
struct DirectChat {
  ChatId id;
  bool wrote = false;  // the other one has
};
[[nodiscard]] std::optional<DirectChat> load_direct_chat(Database& database, UserId viewer,
                                                         UserId other);
[[nodiscard]] bool share_a_chat(Database& database, UserId one, UserId other);
[[nodiscard]] bool knows(Database& database, UserId viewer, UserId other);
[[nodiscard]] std::optional<Departure> load_departure(Database& database, ChatId chat, UserId user);
[[nodiscard]] bool has_left_a_chat_of(Database& database, UserId one, UserId viewer);

}  // namespace asq::store::sqlite
