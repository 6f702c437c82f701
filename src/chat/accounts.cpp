#include "chat/accounts.hpp"

#include <chrono>
#include <utility>

#include "auth/secret.hpp"

namespace asq::chat {
namespace {

std::unexpected<Error> session_ended() {
  return fail(ErrorCode::unauthenticated, "The session has ended.");
}

// Of one's own account, which another session may have deleted meanwhile.
std::unexpected<Error> ended_if_gone(Error error) {
  if (error.code == ErrorCode::user_not_found) return session_ended();
  return std::unexpected(std::move(error));
}

Error too_many_at_once() {
  Error error(ErrorCode::rate_limited);
  error.retry_after = std::chrono::seconds(1);
  return error;
}

}  // namespace

Accounts::Accounts(store::Store& store, auth::PasswordHasher& hasher, bool registration_open)
    : store_(store), hasher_(hasher), registration_open_(registration_open) {}

Task<Result<User>> Accounts::register_account(Registration registration) {
  if (!registration_open_) co_return fail(ErrorCode::registration_closed);
  co_return co_await add(std::move(registration));
}

Task<Result<User>> Accounts::add(Registration registration) {
  // A look first: a taken e-mail is told without spending a password hash on it. Two at once are
  // told apart by the store.
  std::string email = registration.email;
  const auto taken = co_await store_.accounts().find_credentials(std::move(email));
  if (taken) co_return fail(ErrorCode::email_taken);
  if (taken.error().code != ErrorCode::user_not_found) co_return std::unexpected(taken.error());
  auto hash = co_await hash_of(registration.password);
  if (!hash) co_return std::unexpected(std::move(hash.error()));
  store::NewAccount account{std::move(registration.username), std::move(registration.email),
                            std::move(*hash)};
  co_return co_await store_.accounts().create(std::move(account));
}

Task<Result<std::string>> Accounts::hash_of(std::string& password) {
  auto hash = co_await hasher_.hash(std::move(password));
  auth::wipe(password);
  co_return hash;
}

Task<Result<User>> Accounts::me(Caller caller) {
  co_return co_await store_.accounts().find(caller.user_id);
}

Task<Result<User>> Accounts::look_up(std::string email) {
  auto found = co_await store_.accounts().find_credentials(std::move(email));
  if (!found) co_return std::unexpected(std::move(found.error()));
  co_return std::move(found->user);
}

Task<Result<User>> Accounts::known(Caller caller, UserId id) {
  co_return co_await store_.accounts().find_known(caller.user_id, id);
}

Task<Result<void>> Accounts::check_password(UserId user, std::string password) {
  auto profile = co_await store_.accounts().find(user);
  if (!profile) co_return ended_if_gone(std::move(profile.error()));
  auto credentials = co_await store_.accounts().find_credentials(std::move(profile->email));
  // The e-mail may have been given up, or gone to somebody else, between the two looks; the next
  // try sees clearly.
  const bool unclear = credentials ? credentials->user.id != user
                                   : credentials.error().code == ErrorCode::user_not_found;
  if (unclear) co_return fail(ErrorCode::storage_unavailable);
  if (!credentials) co_return std::unexpected(std::move(credentials.error()));
  std::string hash = std::move(credentials->password_hash);
  const auto matches = co_await hasher_.verify(std::move(password), std::move(hash));
  auth::wipe(password);
  if (!matches) co_return std::unexpected(matches.error());
  if (!*matches) co_return fail({{"current_password", "is not the current password"}});
  co_return Result<void>();
}

Task<Result<User>> Accounts::change_profile(Caller caller, ProfileEdit edit) {
  store::ProfileChange change;
  change.username = std::move(edit.username);
  change.email = std::move(edit.email);
  change.keep_session = caller.session_id;
  std::optional<PasswordTurns::Turn> turn;  // until the last hash is made
  if (change.email || edit.new_password) {
    turn.emplace(turns_.enter(caller.user_id));
    if (!turn->granted()) co_return std::unexpected(too_many_at_once());
    if (!edit.current_password) {
      co_return fail({{"current_password", "is needed to change the e-mail or the password"}});
    }
    std::string shown = std::move(*edit.current_password);
    const auto checked = co_await check_password(caller.user_id, std::move(shown));
    if (!checked) co_return std::unexpected(checked.error());
  }
  if (edit.new_password) {
    auto hash = co_await hash_of(*edit.new_password);
    if (!hash) co_return std::unexpected(std::move(hash.error()));
    change.password_hash = std::move(*hash);
  }
  co_return co_await store_.accounts().change_profile(caller.actor(), std::move(change));
}

Task<Result<void>> Accounts::erase(Caller caller, std::string password) {
  const auto turn = turns_.enter(caller.user_id);
  if (!turn.granted()) co_return std::unexpected(too_many_at_once());
  const auto checked = co_await check_password(caller.user_id, std::move(password));
  if (!checked) co_return std::unexpected(checked.error());
  auto erased = co_await store_.accounts().erase(caller.actor());
  if (!erased) co_return ended_if_gone(std::move(erased.error()));
  co_return erased;
}

Task<Result<User>> Accounts::reset_password(std::string email, std::string password) {
  auto credentials = co_await store_.accounts().find_credentials(std::move(email));
  if (!credentials) co_return std::unexpected(std::move(credentials.error()));
  auto hash = co_await hash_of(password);
  if (!hash) co_return std::unexpected(std::move(hash.error()));
  store::ProfileChange change;
  change.password_hash = std::move(*hash);
  const auto by_operator = Actor::without_session(credentials->user.id);
  co_return co_await store_.accounts().change_profile(by_operator, std::move(change));
}

}  // namespace asq::chat
