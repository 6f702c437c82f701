// Accounts as rows: who may see one, and how it is made, changed, disabled and deleted. Passwords
// and their pool: accounts.hpp.
// Threads: the one that runs the transaction.
#pragma once

#include <optional>
#include <string>

#include "base/error.hpp"
#include "chat/people.hpp"
#include "chat/registrations.hpp"
#include "chat/toll.hpp"
#include "model/user.hpp"
#include "store/transaction.hpp"

namespace asq::chat {

// Somebody whom the viewer sees: oneself, whoever shares a chat, and whoever was in one of the
// viewer's chats before, deleted accounts included, as far as anything is left of them; under
// People::open also everybody else who has not deleted the account. Errors: user_not_found.
[[nodiscard]] Result<User> find_seen(store::Snapshot& rows, UserId viewer, UserId id,
                                     People people);

// Gives the next user id; a refused account uses none up. An account without a handle gets one that
// is made of its `wished_handle`, or of its id (base/handle.hpp): ICU, which makes that wish from
// the name, is too slow for a transaction. Errors: email_taken, handle_taken (may_have_handle()).
[[nodiscard]] Result<User> create_account(store::Transaction& rows, store::NewAccount account);

// The same with an invitation, by which the new account joins. It takes one use. `toll`: what it
// costs that many hear of it; nullptr: nothing.
// Errors: invite_over, registration_closed, email_taken, handle_taken, rate_limited.
[[nodiscard]] Result<User> create_invited(store::Transaction& rows,
                                          const store::NewAccount& account, InviteId invite,
                                          Registrations registrations, Toll* toll = nullptr);

// What is absent stays as it is.
struct ProfileChange {
  std::optional<std::string> username;
  std::optional<std::string> email;
  std::optional<std::string> password_hash;
  std::optional<std::string> handle = {};    // in small letters
  std::optional<std::string> language = {};  // empty: none
  // With a new password: the one session that lives on; every other session of the person ends.
  std::optional<SessionId> keep_session;
};
// Publishes UserUpdated if the name or the handle changes. A handle that is given up rests
// (handles.hpp). A new password ends what could set another (password_resets.hpp).
// Errors: user_not_found, email_taken, handle_taken.
[[nodiscard]] Result<User> change_profile(store::Transaction& rows, UserId id,
                                          const ProfileChange& change);

// By e-mail or @handle. Disabling ends every session of the person, and what could set a new
// password. A repeat changes nothing. Errors: user_not_found.
[[nodiscard]] Result<User> set_disabled(store::Transaction& rows, const std::string& addressee,
                                        bool disabled);

// The account goes, at once: its sessions end, everybody in its chats hears so (UserUpdated), its
// e-mail is free, its handle rests, and of the name nothing is left. It leaves its groups as by
// leaving: the first few right away, the rest in slices (group_leaving.hpp), and is a deleted
// member there until then. Its invitations are good for nothing any more. Messages and marks stay,
// and direct chats with their other member. True: there are groups left to leave.
// Errors: user_not_found.
[[nodiscard]] Result<bool> erase_account(store::Transaction& rows, UserId id);

// A slice of that: the next few groups of one of the deleted accounts. True: there may be more.
[[nodiscard]] bool leave_some_groups(store::Transaction& rows);

}  // namespace asq::chat
