#include "api/routes/registration.hpp"

#include <optional>
#include <string>
#include <utility>

#include "base/email.hpp"

namespace asq::api {
namespace {

using chat::AccountEvent;

std::unexpected<Error> refuse_registration(const Call& call, Error error, std::string_view reason) {
  call.note(AccountEvent::registration_refused, {.reason = reason});
  return std::unexpected(std::move(error));
}

// Errors: overloaded, and others of a read.
Task<Result<bool>> is_live(Call& call, std::optional<InviteId> invite) {
  if (!invite) co_return false;
  const Payer payer = client_network(call.proxies, call.head).payer();
  co_return co_await call.services.invites.is_live(payer, *invite, call.services.clock.now());
}

// Takes it from the invitation, and gives back what the address has paid. Errors: rate_limited.
Result<void> pay_by_invite(Call& call, InviteId invite) {
  RateLimits& limits = call.services.limits;
  if (!call.over_limit) limits.give_back_register(limited_address(call.proxies, call.head));
  const Verdict verdict = limits.take_invite(invite);
  call.verdict = verdict;
  if (verdict.allowed) return {};
  return refuse_registration(call, rate_limited(verdict), "limit_invite");
}

}  // namespace

Task<Result<Reply<OwnUser>>> register_account(Call& call, Decoded<RegisterRequest> decoded) {
  RegisterRequest& request = decoded.value;
  std::optional<InviteId> invite;
  if (request.invite) invite = call.services.invites.id_of(request.invite->value);
  const auto live = co_await is_live(call, invite);
  if (!live) co_return std::unexpected(live.error());
  if (*live) {
    if (auto paid = pay_by_invite(call, *invite); !paid) {
      co_return std::unexpected(std::move(paid.error()));
    }
  } else if (call.over_limit) {
    co_return refuse_registration(call, std::move(*call.over_limit), "limit_register");
  }
  if (decoded.refusal) co_return std::unexpected(std::move(*decoded.refusal));
  if (request.invite && !invite) {
    const Error error(ErrorCode::invite_not_found);
    co_return refuse_registration(call, error, error_name(error.code));
  }
  const std::string email = fold_email(request.email.value);
  chat::Registration registration{.username = std::move(request.username.value),
                                  .email = std::move(request.email.value),
                                  .password = std::move(request.password.value),
                                  .invite = invite};
  if (request.handle) registration.handle = std::move(request.handle->value);
  ClientNetwork client = client_network(call.proxies, call.head);
  auto user =
      co_await call.services.accounts.register_account(std::move(client), std::move(registration));
  if (!user) {
    const std::string_view reason = error_name(user.error().code);
    co_return refuse_registration(call, std::move(user.error()), reason);
  }
  if (*live) {
    call.services.limits.first_logins().expect(limited_address(call.proxies, call.head), email);
  }
  call.note(AccountEvent::user_registered, {.user = user->id});
  co_return Reply<OwnUser>{201, {std::move(*user)}};
}

}  // namespace asq::api
