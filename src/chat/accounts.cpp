#include "chat/accounts.hpp"

#include <chrono>
#include <set>
#include <utility>

#include "auth/link_tokens.hpp"
#include "auth/secret.hpp"
#include "base/email.hpp"
#include "base/handle.hpp"
#include "chat/handles.hpp"
#include "chat/invite_rules.hpp"
#include "chat/sessions.hpp"
#include "chat/write_as.hpp"

namespace asq::chat {
namespace {

using store::Snapshot;

// What it costs the writer (docs/adr/0013-fair-shares.md): the account, and accepting.
constexpr std::int64_t kRowsOfRegisteringByInvite = 7;

std::unexpected<Error> session_ended() {
  return fail(ErrorCode::unauthenticated, "This session has ended; log in again.");
}

Result<User> find_user(Snapshot& rows, UserId id) {
  auto user = rows.find_user(id);
  if (!user || user->deleted) return fail(ErrorCode::user_not_found);
  return std::move(*user);
}

// Of one's own account, which another session may have deleted meanwhile.
std::unexpected<Error> ended_if_gone(Error error) {
  if (error.code == ErrorCode::user_not_found) return session_ended();
  return std::unexpected(std::move(error));
}

Task<Result<std::int64_t>> nobody() { co_return 0; }

// Of nobody it is asked, too, whether there is a chat: so that a stranger takes no longer.
std::int64_t strangers_among(Snapshot& rows, UserId viewer,
                             const std::vector<std::string>& addressees) {
  std::set<UserId> strangers;
  std::set<std::string> misses;
  for (const std::string& addressee : addressees) {
    const auto named = find_addressee(rows, addressee);
    const UserId id = named ? named->id : UserId();
    if (id == viewer || rows.share_a_chat(id, viewer)) continue;
    if (named) {
      strangers.insert(id);
    } else {
      misses.insert(fold_email(addressee));
    }
  }
  return std::ssize(strangers) + std::ssize(misses);
}

std::unexpected<Error> registration_closed(Registrations registrations) {
  if (registrations == Registrations::closed) return fail(ErrorCode::registration_closed);
  return fail(ErrorCode::registration_closed,
              "Creating an account on this server needs an invitation; ask a member for a link.");
}

Error too_many_at_once() {
  Error error(ErrorCode::rate_limited);
  error.retry_after = std::chrono::seconds(1);
  return error;
}

}  // namespace

Accounts::Accounts(store::Store& store, auth::PasswordHasher& hasher, Registrations registrations,
                   People people)
    : store_(store),
      hasher_(hasher),
      registrations_(registrations),
      people_(people),
      leaving_(store) {}

template <class Make>
Task<Result<User>> Accounts::create(PayerPath payers, Registration registration, std::int64_t rows,
                                    Make make) {
  const Payer payer = payers.front();
  // A look first: what is taken is told without spending a password hash on it. Two at once are
  // told apart by the store.
  auto wish = co_await look_before(payer, registration);
  if (!wish) co_return std::unexpected(std::move(wish.error()));
  auto hash = co_await hash_of(payers, registration.password);
  if (!hash) co_return std::unexpected(std::move(hash.error()));
  store::NewAccount account{std::move(registration.username), std::move(registration.email),
                            std::move(*hash), registration.handle.value_or(std::string()),
                            std::move(*wish)};
  auto verb = [account = std::move(account), make](store::Transaction& transaction) {
    return make(transaction, account);
  };
  co_return co_await store_.write<User>({"register", payer, rows}, std::move(verb));
}

Task<Result<User>> Accounts::register_account(ClientNetwork client, Registration registration) {
  if (!may_register(registrations_, nullptr)) co_return registration_closed(registrations_);
  co_return co_await create(client.networks, std::move(registration), 1, create_account);
}

Task<Result<Admission>> Accounts::admit(Payer payer, InviteId invite, Timestamp now) {
  auto verb = [invite, now, registrations = registrations_](Snapshot& rows) -> Result<void> {
    const auto found = find_live_invite(rows, invite, now);
    if (!found) return std::unexpected(found.error());
    if (!may_register(registrations, &found->invite)) return fail(ErrorCode::registration_closed);
    return {};
  };
  const auto live = co_await store_.read<void>({"find invitation", payer}, std::move(verb));
  if (!live) co_return std::unexpected(live.error());
  co_return Admission(invite);
}

Task<Result<User>> Accounts::register_invited(ClientNetwork client, Registration registration,
                                              Admission admission, Toll* toll) {
  auto make = [invite = admission.invite(), registrations = registrations_, toll](
                  store::Transaction& rows, const store::NewAccount& account) {
    return create_invited(rows, account, invite, registrations, toll);
  };
  co_return co_await create(client.networks, std::move(registration), kRowsOfRegisteringByInvite,
                            make);
}

Task<Result<User>> Accounts::add(Registration registration) {
  return create(alone(Payer::server()), std::move(registration), 1, create_account);
}

Task<Result<std::string>> Accounts::hash_of(PayerPath payers, std::string& password) {
  const auth::PasswordPayer payer{payers};
  auto hash = co_await hasher_.hash(payer, std::move(password));
  auth::wipe(password);
  co_return hash;
}

// On a thread that reads, so that neither a loop nor the writer waits for ICU.
Task<Result<std::string>> Accounts::look_before(Payer payer, const Registration& registration) {
  auto verb = [email = registration.email, handle = registration.handle,
               name = registration.username,
               now = store_.memory().now()](Snapshot& rows) -> Result<std::string> {
    if (rows.find_account(email)) return fail(ErrorCode::email_taken);
    if (!handle) return handle_from(name);
    if (!may_have_handle(rows, UserId(), *handle, now)) return fail(ErrorCode::handle_taken);
    return std::string();
  };
  return store_.read<std::string>({"find account", payer}, std::move(verb));
}

Task<Result<User>> Accounts::me(Caller caller) {
  auto verb = [id = caller.user_id](Snapshot& rows) { return find_user(rows, id); };
  return store_.read<User>({"me", caller.user_id}, std::move(verb));
}

Task<Result<User>> Accounts::look_up(Payer payer, std::string addressee) {
  auto verb = [addressee = std::move(addressee)](Snapshot& rows) -> Result<User> {
    auto user = find_addressee(rows, addressee);
    if (!user) return fail(ErrorCode::user_not_found);
    return std::move(*user);
  };
  return store_.read<User>({"look up", payer}, std::move(verb));
}

Task<Result<User>> Accounts::seen(Caller caller, UserId id) {
  auto verb = [viewer = caller.user_id, id, people = people_](Snapshot& rows) {
    return find_seen(rows, viewer, id, people);
  };
  return store_.read<User>({"find person", caller.user_id}, std::move(verb));
}

Task<Result<std::int64_t>> Accounts::count_strangers(Caller caller,
                                                     std::vector<std::string> addressees) {
  if (people_ == People::open || addressees.empty()) return nobody();
  const store::Work work{"look for strangers", caller.user_id, std::ssize(addressees)};
  auto verb = [viewer = caller.user_id,
               addressees = std::move(addressees)](Snapshot& rows) -> Result<std::int64_t> {
    return strangers_among(rows, viewer, addressees);
  };
  return store_.read<std::int64_t>(work, std::move(verb));
}

Task<Result<std::vector<User>>> Accounts::list(UserId after, int limit) {
  using Users = std::vector<User>;
  auto verb = [after, limit](Snapshot& rows) -> Result<Users> {
    return rows.list_users(after, limit);
  };
  return store_.read<Users>({"list accounts", Payer::server(), limit}, std::move(verb));
}

Task<Result<User>> Accounts::set_disabled(std::string addressee, bool disabled) {
  auto verb = [addressee, disabled](store::Transaction& rows) {
    return chat::set_disabled(rows, addressee, disabled);
  };
  auto changed = co_await store_.write<User>({"set disabled", Payer::server()}, std::move(verb));
  if (changed || !disabled || !could_not_store(changed.error())) co_return changed;
  const auto account = co_await look_up(Payer::server(), std::move(addressee));
  if (account) co_await end_in_memory(account->id, std::nullopt);
  co_return changed;
}

Task<void> Accounts::end_in_memory(UserId owner, std::optional<SessionId> keep) {
  using Sessions = std::vector<Session>;
  auto verb = [owner](Snapshot& rows) -> Result<Sessions> { return rows.sessions_of(owner); };
  const auto sessions = co_await store_.read<Sessions>({"list sessions", owner}, std::move(verb));
  if (!sessions) co_return;
  for (const Session& session : *sessions) {
    if (session.id != keep) store_.memory().sessions().end(session.id, owner);
  }
}

Task<Result<void>> Accounts::check_password(UserId user, std::string password) {
  auto verb = [user](Snapshot& rows) -> Result<std::string> {
    const auto profile = find_user(rows, user);
    if (!profile) return std::unexpected(profile.error());
    auto account = rows.find_account(profile->email);
    // Its e-mail finds nobody, or somebody else, if its fold is damaged (asq check says so).
    if (!account || account->user.id != user) return fail(ErrorCode::storage_unavailable);
    return std::move(account->password_hash);
  };
  auto found = co_await store_.read<std::string>({"find password", user}, std::move(verb));
  if (!found) co_return ended_if_gone(std::move(found.error()));
  std::string hash = std::move(*found);
  const auth::PasswordPayer payer{alone(user)};
  const auto matches = co_await hasher_.verify(payer, std::move(password), std::move(hash));
  auth::wipe(password);
  if (!matches) co_return std::unexpected(matches.error());
  if (!*matches) co_return fail({{"current_password", "This is not the current password."}});
  co_return Result<void>();
}

Task<Result<User>> Accounts::change_profile(Caller caller, ProfileEdit edit) {
  ProfileChange change;
  change.username = std::move(edit.username);
  change.email = std::move(edit.email);
  change.handle = std::move(edit.handle);
  change.language = std::move(edit.language);
  change.keep_session = caller.session_id;
  std::optional<PasswordTurns::Turn> turn;  // until the last hash is made
  if (change.email || edit.new_password) {
    turn.emplace(turns_.enter(caller.user_id));
    if (!turn->granted()) co_return std::unexpected(too_many_at_once());
    if (!edit.current_password) {
      co_return fail({{"current_password",
                       "The current password is needed to change the e-mail or the password."}});
    }
    std::string shown = std::move(*edit.current_password);
    const auto checked = co_await check_password(caller.user_id, std::move(shown));
    if (!checked) co_return std::unexpected(checked.error());
  }
  if (edit.new_password) {
    const PayerPath payers = alone(caller.user_id);
    auto hash = co_await hash_of(payers, *edit.new_password);
    if (!hash) co_return std::unexpected(std::move(hash.error()));
    change.password_hash = std::move(*hash);
  }
  co_return co_await write_profile(caller, std::move(change));
}

Task<Result<User>> Accounts::write_profile(Actor actor, ProfileChange change) {
  const bool new_password = change.password_hash.has_value();
  const auto keep = change.keep_session;
  auto verb = [id = actor.user_id, change = std::move(change)](store::Transaction& rows) {
    return chat::change_profile(rows, id, change);
  };
  auto changed = co_await write_as<User>(store_, "change profile", actor, std::move(verb));
  if (!changed && new_password && could_not_store(changed.error())) {
    co_await end_in_memory(actor.user_id, keep);
  }
  co_return changed;
}

Task<Result<void>> Accounts::erase(Caller caller, std::string password) {
  const auto turn = turns_.enter(caller.user_id);
  if (!turn.granted()) co_return std::unexpected(too_many_at_once());
  const auto checked = co_await check_password(caller.user_id, std::move(password));
  if (!checked) co_return std::unexpected(checked.error());
  auto verb = [id = caller.user_id](store::Transaction& rows) { return erase_account(rows, id); };
  auto erased = co_await write_as<bool>(store_, "delete account", caller, std::move(verb), 3);
  if (!erased && could_not_store(erased.error())) {
    co_await end_in_memory(caller.user_id, caller.session_id);  // this one has to ask again
  }
  if (!erased) co_return ended_if_gone(std::move(erased.error()));
  if (*erased) leaving_.wake();
  co_return Result<void>();
}

Task<Result<User>> Accounts::set_password(ClientNetwork client, std::string token,
                                          std::string password, Timestamp now) {
  const auto named = auth::verify_link_token(store_.link_secret(), auth::kResetLabel, token);
  if (!named) co_return fail(ErrorCode::reset_not_found);
  const ResetId id(*named);
  const Payer payer = client.payer();
  auto look = [id, now](Snapshot& rows) { return find_reset_owner(rows, id, now); };
  const auto owner = co_await store_.read<UserId>({"find reset link", payer}, std::move(look));
  if (!owner) co_return std::unexpected(owner.error());
  const PayerPath payers = client.networks;
  auto hash = co_await hash_of(payers, password);
  if (!hash) co_return std::unexpected(std::move(hash.error()));
  auto verb = [id, hash = std::move(*hash)](store::Transaction& rows) {
    return use_reset(rows, id, hash);
  };
  auto changed = co_await store_.write<User>({"set password", payer}, std::move(verb));
  if (!changed && could_not_store(changed.error())) co_await end_in_memory(*owner, std::nullopt);
  co_return changed;
}

Task<Result<ResetLink>> Accounts::make_reset_link(std::string addressee) {
  auto verb = [addressee = std::move(addressee)](store::Transaction& rows) {
    return make_reset(rows, addressee);
  };
  auto made =
      co_await store_.write<MadeReset>({"make reset link", Payer::server()}, std::move(verb));
  if (!made) co_return std::unexpected(std::move(made.error()));
  co_return ResetLink{
      auth::make_link_token(store_.link_secret(), auth::kResetLabel, made->reset.id.value()),
      std::move(made->user), made->reset.expires_at};
}

Task<Result<User>> Accounts::reset_password(std::string addressee, std::string password) {
  const auto account = co_await look_up(Payer::server(), std::move(addressee));
  if (!account) co_return std::unexpected(account.error());
  const PayerPath payers = alone(Payer::server());
  auto hash = co_await hash_of(payers, password);
  if (!hash) co_return std::unexpected(std::move(hash.error()));
  ProfileChange change;
  change.password_hash = std::move(*hash);
  co_return co_await write_profile(Actor::without_session(account->id), std::move(change));
}

}  // namespace asq::chat
