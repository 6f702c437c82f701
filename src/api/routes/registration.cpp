#include "api/routes/registration.hpp"

#include <optional>
#include <string>
#include <utility>

#include "base/email.hpp"

namespace asq::api {
namespace {

using chat::AccountEvent;
using chat::Admission;

std::unexpected<Error> refuse_registration(const Call& call, Error error, std::string_view reason) {
  call.note(AccountEvent::registration_refused, {.reason = reason});
  return std::unexpected(std::move(error));
}

// By the invitation of the request; nullopt: it has none. Errors: invite_not_found, and those of
// Accounts::admit().
Task<Result<std::optional<Admission>>> admit(Call& call, const RegisterRequest& request) {
  if (!request.invite) co_return std::optional<Admission>();
  const auto id = call.services.invites.id_of(request.invite->value);
  if (!id) co_return fail(ErrorCode::invite_not_found);
  const Payer payer = client_network(call.proxies, call.head).payer();
  auto admitted = co_await call.services.accounts.admit(payer, *id, call.services.clock.now());
  if (!admitted) co_return std::unexpected(std::move(admitted.error()));
  co_return std::optional(*admitted);
}

// What the address has paid already: from its limit of registrations, or beyond that.
void give_back_to_address(Call& call) {
  const std::string address = limited_address(call.proxies, call.head);
  if (call.over_limit) {
    call.services.limits.give_back_over_limit(address);
  } else {
    call.services.limits.give_back_register(address);
  }
}

std::unexpected<Error> refuse_as(Call& call, Error error) {
  const bool limited = error.code == ErrorCode::rate_limited;
  const std::string_view reason = limited ? "limit_invite" : error_name(error.code);
  return refuse_registration(call, std::move(error), reason);
}

void charge_failure(Call& call, InviteId invite) {
  call.services.limits.give_back_invite(invite, call.toll->paid());
  if (!call.over_limit) return;
  call.services.limits.charge_failure_over_limit(limited_address(call.proxies, call.head));
}

// Until the account is there both pay, address and invitation: so nobody uses up a link for others,
// or tries for nothing.
Task<Result<User>> register_by(Call& call, chat::Registration registration, Admission admission) {
  RateLimits& limits = call.services.limits;
  const InviteId invite = admission.invite();
  const Verdict verdict = limits.take_invite(invite);
  call.verdict = verdict;
  if (!verdict.allowed) co_return std::unexpected(rate_limited(verdict));
  ClientNetwork client = client_network(call.proxies, call.head);
  chat::Toll* toll = call.pays_for_all(invite);
  auto user = co_await call.services.accounts.register_invited(
      std::move(client), std::move(registration), admission, toll);
  if (call.toll->verdict()) call.verdict = call.toll->verdict();
  if (user) {
    give_back_to_address(call);
  } else {
    charge_failure(call, invite);
  }
  co_return user;
}

chat::Registration registration_of(RegisterRequest request) {
  chat::Registration registration{.username = std::move(request.username.value),
                                  .email = std::move(request.email.value),
                                  .password = std::move(request.password.value)};
  if (request.handle) registration.handle = std::move(request.handle->value);
  return registration;
}

}  // namespace

Task<Result<Reply<OwnUser>>> register_account(Call& call, Decoded<RegisterRequest> decoded) {
  auto admitted = co_await admit(call, decoded.value);
  const bool invited = admitted && *admitted;
  if (call.over_limit && !invited) {
    co_return refuse_registration(call, std::move(*call.over_limit), "limit_register");
  }
  if (decoded.refusal) co_return std::unexpected(std::move(*decoded.refusal));
  if (!admitted) co_return refuse_as(call, std::move(admitted.error()));
  const std::string email = fold_email(decoded.value.email.value);
  auto registration = registration_of(std::move(decoded.value));
  ClientNetwork client = client_network(call.proxies, call.head);
  chat::Accounts& accounts = call.services.accounts;
  auto registering = invited
                         ? register_by(call, std::move(registration), **admitted)
                         : accounts.register_account(std::move(client), std::move(registration));
  auto user = co_await std::move(registering);
  if (!user) co_return refuse_as(call, std::move(user.error()));
  if (invited) {
    call.services.limits.first_logins().expect(limited_address(call.proxies, call.head), email);
  }
  call.note(AccountEvent::user_registered, {.user = user->id});
  co_return Reply<OwnUser>{201, {std::move(*user)}};
}

}  // namespace asq::api
