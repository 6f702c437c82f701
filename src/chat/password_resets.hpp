// Links with which the operator lets somebody set a new password who has forgotten the old one. The
// token in a link (auth/link_tokens.hpp) names its row, which says whether the link is still good.
// A link is good once, for kResetLinkLasts; it is over as soon as its account has a newer link or a
// new password, is disabled, or is gone (account_changes.hpp).
// Threads: the one that runs the verb.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "model/user.hpp"
#include "store/transaction.hpp"

namespace asq::chat {

inline constexpr std::chrono::hours kResetLinkLasts{24};

struct MadeReset {
  store::PasswordReset reset;
  User user;
};
// By e-mail or @handle. A new link; earlier ones of that account are over. Errors: user_not_found,
// forbidden (the account is disabled).
[[nodiscard]] Result<MadeReset> make_reset(store::Transaction& rows, std::string_view addressee);

// Whose password it sets. Errors: reset_not_found, reset_over.
[[nodiscard]] Result<UserId> find_reset_owner(store::Snapshot& rows, ResetId id, Timestamp now);

// Sets the password, and ends every session. Errors: reset_not_found, reset_over.
[[nodiscard]] Result<User> use_reset(store::Transaction& rows, ResetId id,
                                     const std::string& password_hash);

}  // namespace asq::chat
