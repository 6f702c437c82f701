#include "chat/accounts.hpp"

#include <utility>

namespace asq::chat {

Accounts::Accounts(store::Store& store, auth::PasswordHasher& hasher, bool registration_open)
    : store_(store), hasher_(hasher), registration_open_(registration_open) {}

Task<Result<User>> Accounts::register_account(Registration registration) {
  if (!registration_open_) co_return fail(ErrorCode::registration_closed);
  Registration owned = std::move(registration);
  co_return co_await add(std::move(owned));
}

Task<Result<User>> Accounts::add(Registration registration) {
  // A look first: a taken e-mail is told without spending a password hash on it. Two at once are
  // told apart by the store.
  std::string email = registration.email;
  const auto taken = co_await store_.accounts().find_credentials(std::move(email));
  if (taken) co_return fail(ErrorCode::email_taken);
  if (taken.error().code != ErrorCode::user_not_found) co_return std::unexpected(taken.error());
  std::string password = std::move(registration.password);
  auto hash = co_await hasher_.hash(std::move(password));
  if (!hash) co_return std::unexpected(std::move(hash.error()));
  store::NewAccount account{std::move(registration.username), std::move(registration.email),
                            std::move(*hash)};
  co_return co_await store_.accounts().create(std::move(account));
}

Task<Result<User>> Accounts::me(Caller caller) {
  co_return co_await store_.accounts().find(caller.user_id);
}

Task<Result<void>> Accounts::check_password(UserId user, std::optional<std::string> password) {
  if (!password) {
    co_return fail({{"current_password", "is needed to change the e-mail or the password"}});
  }
  const auto profile = co_await store_.accounts().find(user);
  if (!profile) co_return std::unexpected(profile.error());
  std::string email = profile->email;
  auto credentials = co_await store_.accounts().find_credentials(std::move(email));
  if (!credentials) co_return std::unexpected(std::move(credentials.error()));
  std::string shown = std::move(*password);
  std::string hash = std::move(credentials->password_hash);
  const auto matches = co_await hasher_.verify(std::move(shown), std::move(hash));
  if (!matches) co_return std::unexpected(matches.error());
  if (!*matches) co_return fail({{"current_password", "is not the current password"}});
  co_return Result<void>();
}

Task<Result<User>> Accounts::change_profile(Caller caller, ProfileEdit edit) {
  store::ProfileChange change;
  change.username = std::move(edit.username);
  change.email = std::move(edit.email);
  change.keep_session = caller.session_id;
  if (change.email || edit.new_password) {
    auto shown = std::move(edit.current_password);
    const auto checked = co_await check_password(caller.user_id, std::move(shown));
    if (!checked) co_return std::unexpected(checked.error());
  }
  if (edit.new_password) {
    std::string password = std::move(*edit.new_password);
    auto hash = co_await hasher_.hash(std::move(password));
    if (!hash) co_return std::unexpected(std::move(hash.error()));
    change.password_hash = std::move(*hash);
  }
  co_return co_await store_.accounts().change_profile(caller.user_id, std::move(change));
}

Task<Result<User>> Accounts::reset_password(std::string email, std::string password) {
  std::string wanted = std::move(email);
  auto credentials = co_await store_.accounts().find_credentials(std::move(wanted));
  if (!credentials) co_return std::unexpected(std::move(credentials.error()));
  std::string secret = std::move(password);
  auto hash = co_await hasher_.hash(std::move(secret));
  if (!hash) co_return std::unexpected(std::move(hash.error()));
  store::ProfileChange change;
  change.password_hash = std::move(*hash);
  co_return co_await store_.accounts().change_profile(credentials->user.id, std::move(change));
}

}  // namespace asq::chat
