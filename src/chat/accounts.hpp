// Registration, one's own profile, and finding others.
// Threads: any loop; immutable after construction but for who has a password checked. Inputs are
// validated by their shape already (api/).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/password_hasher.hpp"
#include "base/error.hpp"
#include "base/task.hpp"
#include "chat/account_changes.hpp"
#include "chat/caller.hpp"
#include "chat/group_leaving.hpp"
#include "chat/password_resets.hpp"
#include "chat/password_turns.hpp"
#include "chat/people.hpp"
#include "chat/registrations.hpp"
#include "model/client_network.hpp"
#include "model/user.hpp"
#include "store/store.hpp"

namespace asq::chat {

struct Registration {
  std::string username;
  std::string email;
  std::string password;
  std::optional<std::string> handle = {};  // in small letters; absent: made from the name
};

// An invitation that lets somebody register: it was asked for (Accounts::admit).
class Admission {
 public:
  [[nodiscard]] InviteId invite() const { return invite_; }

 private:
  friend class Accounts;
  explicit Admission(InviteId invite) : invite_(invite) {}
  InviteId invite_;
};

// What is absent stays. Changing e-mail or password asks for the current password.
struct ProfileEdit {
  std::optional<std::string> username;
  std::optional<std::string> email;
  std::optional<std::string> new_password;
  std::optional<std::string> current_password;
  std::optional<std::string> handle = {};    // in small letters
  std::optional<std::string> language = {};  // empty: none
};

// Sets that account's password (password_resets.hpp).
struct ResetLink {
  std::string token;  // a secret: in no log
  User user;
  Timestamp expires_at;
};

class Accounts {
 public:
  Accounts(store::Store& store, auth::PasswordHasher& hasher, Registrations registrations,
           People people = People::open);

  [[nodiscard]] Registrations registrations() const { return registrations_; }
  [[nodiscard]] People people() const { return people_; }

  // Without an invitation. The network pays. Errors: registration_closed, email_taken and
  // handle_taken (these three before the password is hashed where that is known), login_queue_full,
  // overloaded.
  [[nodiscard]] Task<Result<User>> register_account(ClientNetwork client,
                                                    Registration registration);
  // Whether that invitation lets people register now. Errors: invite_over, registration_closed,
  // overloaded.
  [[nodiscard]] Task<Result<Admission>> admit(Payer payer, InviteId invite, Timestamp now);
  // By it: account and membership are there together, or neither; a refusal uses nothing of it up.
  // `toll`: as for create_invited(). Errors: as without one, and invite_over, rate_limited.
  [[nodiscard]] Task<Result<User>> register_invited(ClientNetwork client, Registration registration,
                                                    Admission admission, Toll* toll = nullptr);
  [[nodiscard]] Task<Result<User>> me(Caller caller);
  // A new password ends the other sessions: in memory even if the store can't take it
  // (Logins::log_out says what that means).
  // Errors: invalid (field current_password: absent or wrong), email_taken, handle_taken,
  // unauthenticated (the caller's session ended meanwhile), rate_limited (too many of one's own
  // passwords are being checked), login_queue_full, overloaded.
  [[nodiscard]] Task<Result<User>> change_profile(Caller caller, ProfileEdit edit);
  // The person with that e-mail, in any spelling, or @handle. Errors: user_not_found.
  [[nodiscard]] Task<Result<User>> look_up(Payer payer, std::string addressee);
  // The person of that number, as account_changes.hpp says. Errors: user_not_found.
  [[nodiscard]] Task<Result<User>> seen(Caller caller, UserId id);
  // How many of these e-mails and @handles are strangers', which is limited: under People::known
  // those that are nobody's, and those of people who are neither the caller nor share a chat with
  // the caller, each once. Under People::open none.
  [[nodiscard]] Task<Result<std::int64_t>> count_strangers(Caller caller,
                                                           std::vector<std::string> addressees);
  // The account and all its sessions end; its groups are left (group_leaving()), its messages stay.
  // If the store can't take it, the other sessions end in memory, and this one may ask again.
  // Errors: invalid (field current_password: wrong), unauthenticated (the session ended
  // meanwhile), rate_limited (as for change_profile), login_queue_full, overloaded.
  [[nodiscard]] Task<Result<void>> erase(Caller caller, std::string password);

  // For the one who has a link of the operator (password_resets.hpp). Every session ends, in memory
  // even if the store can't take it. The network pays; a link that is not good costs no hash.
  // Errors: reset_not_found, reset_over, login_queue_full, overloaded.
  [[nodiscard]] Task<Result<User>> set_password(ClientNetwork client, std::string token,
                                                std::string password, Timestamp now);

  // For the operator (asq user ...); not bound to registration being open.
  [[nodiscard]] Task<Result<User>> add(Registration registration);
  // By e-mail or @handle. Sets a new password and ends every session. Errors: user_not_found.
  [[nodiscard]] Task<Result<User>> reset_password(std::string addressee, std::string password);
  // The same. A link for that account's owner. Errors: user_not_found, forbidden (the account is
  // disabled).
  [[nodiscard]] Task<Result<ResetLink>> make_reset_link(std::string addressee);
  // The same. Disabling ends every session. A repeat changes nothing. Errors: user_not_found.
  [[nodiscard]] Task<Result<User>> set_disabled(std::string addressee, bool disabled);
  // Those that are not deleted, in order of id, after `after`, at most `limit`.
  [[nodiscard]] Task<Result<std::vector<User>>> list(UserId after, int limit);

  // What has to be run for it, by whoever has a loop.
  [[nodiscard]] GroupLeaving& group_leaving() { return leaving_; }

 private:
  // The wish for a handle that the name gives, empty where it gives none or one is brought. The
  // transaction decides. Errors: email_taken, handle_taken.
  [[nodiscard]] Task<Result<std::string>> look_before(Payer payer,
                                                      const Registration& registration);
  // `make`: in the transaction, of a store::NewAccount; its price in rows.
  template <class Make>
  [[nodiscard]] Task<Result<User>> create(PayerPath payers, Registration registration,
                                          std::int64_t rows, Make make);
  [[nodiscard]] Task<Result<User>> write_profile(Actor actor, ProfileChange change);
  // The hash of the password, which is wiped.
  [[nodiscard]] Task<Result<std::string>> hash_of(PayerPath payers, std::string& password);
  // All sessions but `keep`, when the store could not take their end.
  Task<void> end_in_memory(UserId owner, std::optional<SessionId> keep);
  // Whether that is the person's password now. Errors: invalid (field current_password).
  [[nodiscard]] Task<Result<void>> check_password(UserId user, std::string password);

  store::Store& store_;
  auth::PasswordHasher& hasher_;
  Registrations registrations_;
  People people_;
  PasswordTurns turns_;
  GroupLeaving leaving_;
};

}  // namespace asq::chat
