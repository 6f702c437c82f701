// Invitations. What each gives is said in store/snapshot.hpp. Threads: those of the Database.
#pragma once

#include <optional>
#include <vector>

#include "store/snapshot.hpp"
#include "store/sqlite/core/database.hpp"

namespace asq::store::sqlite {

[[nodiscard]] std::optional<Invite> load_invite(Database& database, InviteId id);
[[nodiscard]] std::vector<Invite> load_invites_of(Database& database, ChatId chat, InviteId before,
                                                  int limit);
[[nodiscard]] std::vector<Invite> load_invites_by(Database& database, UserId maker, InviteId before,
                                                  int limit);
[[nodiscard]] std::vector<Invite> load_invites_in_person(Database& database, UserId maker,
                                                         int limit);

}  // namespace asq::store::sqlite
