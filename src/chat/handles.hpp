// Handles as rows: who may have which, and whom an e-mail or an @handle names.
// Threads: the one that runs the verb.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/user.hpp"
#include "store/transaction.hpp"

namespace asq::chat {

// A handle that was given up rests for so long, for everybody but its last owner, so that a message
// to the old handle never reaches a stranger.
inline constexpr std::chrono::hours kHandleRest{30 * 24};

// `handle`, in small letters, is no reserved word, nobody else has it, and it does not rest for
// somebody else. UserId(): for a new account.
[[nodiscard]] bool may_have_handle(store::Snapshot& rows, UserId user, const std::string& handle,
                                   Timestamp now);

// What the account had rests from now on; nothing if it had none.
void rest_handle(store::Transaction& rows, const User& before);

// The account that is named by its e-mail (Snapshot::find_account()), or by an @ and its handle, in
// capitals too. No e-mail begins with an @. Never a deleted account.
[[nodiscard]] std::optional<User> find_addressee(store::Snapshot& rows, std::string_view addressee);

}  // namespace asq::chat
