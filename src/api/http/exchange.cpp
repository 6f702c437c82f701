#include "api/http/exchange.hpp"

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "api/http/content.hpp"
#include "api/http/credentials.hpp"
#include "model/payer.hpp"

namespace asq::api {

void note_limited(const Services& services, const TrustedProxies& proxies,
                  const net::HttpHead& head, LimitKind limit) {
  using chat::AccountEvent;
  const auto note = [&](AccountEvent event, std::string_view reason) {
    services.account_log.write(event, client_network(proxies, head), {.reason = reason});
  };
  if (limit == LimitKind::registers) note(AccountEvent::registration_refused, "limit_register");
  if (limit == LimitKind::tokens) note(AccountEvent::login_refused, "limit_token");
  if (limit == LimitKind::passwords) note(AccountEvent::password_refused, "limit_token");
}

Exchange::Exchange(const ExchangeServices& shared, net::HttpHead head, Match match,
                   chat::Caller caller, Envelope envelope, std::optional<Error> over_limit)
    : shared_(shared),
      route_(*match.route),
      head_(std::move(head)),
      path_(std::move(match.parameters)),
      caller_(caller),
      envelope_(std::move(envelope)),
      over_limit_(std::move(over_limit)) {}

Task<Result<Answer>> Exchange::start(Call& call, const std::string& body) {
  if (route_.limit == LimitKind::sends) {
    const Verdict verdict = shared_.services.limits.take_send(caller_.user_id);
    envelope_.set_verdict(verdict);
    if (!verdict.allowed) call.refusal = rate_limited(verdict);
  }
  std::array<unsigned char, 4096> room;
  boost::json::monotonic_resource arena(room.data(), room.size());
  auto content = read_content(route_, head_, body, &arena);
  if (!content) return refuse(refusal_before(std::move(content.error())));
  Input input;
  input.json = content->json ? &*content->json : nullptr;
  input.parameters = content->parameters ? &*content->parameters : nullptr;
  input.path = path_;
  input.head = &head_;
  input.no_text = content->no_text;
  input.rules.min_password_characters = shared_.options.min_password_characters;
  return route_.run(call, input);
}

Error Exchange::refusal_before(Error error) const {
  if (!over_limit_) return error;
  note_limited(shared_.services, shared_.proxies, head_, route_.limit);
  return *over_limit_;
}

net::Holder Exchange::holder() const {
  net::Holder holder;
  if (route_.auth != Auth::none) holder.account = Payer(caller_.user_id).value();
  if (shared_.proxies.any()) {
    holder.address = address_of_client();
  }
  return holder;
}

std::uint64_t Exchange::address_of_client() const {
  return Payer::address(limited_address(shared_.proxies, head_)).value();
}

Result<void> Exchange::check_session() const {
  if (route_.auth == Auth::none) return {};
  const chat::Logins& logins = shared_.services.logins;
  return route_.ends_session ? logins.check_may_log_out(caller_) : logins.check_live(caller_);
}

Result<void> Exchange::check_unread(std::size_t bytes) const {
  const bool asks = only_reads(route_) && route_.auth != Auth::none;
  if (!asks) return {};
  return shared_.unread.check(caller_.user_id, bytes, address_of_client());
}

// A write has been done and is answered whatever happens. What was read is for a session that is
// still there, and for somebody who reads.
Result<Answer> Exchange::checked(Result<Answer> answer) const {
  if (only_reads(route_)) {
    if (auto live = check_session(); !live) return std::unexpected(std::move(live.error()));
  }
  if (!answer || answer->body.empty() || route_.auth == Auth::none) return answer;
  if (auto room = check_unread(answer->body.capacity()); !room) {
    return std::unexpected(std::move(room.error()));
  }
  if (route_.limit == LimitKind::requests) {
    shared_.services.limits.pay_answer(caller_.user_id, answer->body.size());
  }
  return answer;
}

// The token was good when the header came. The body may have taken its time, and so may the store:
// a session that ended meanwhile does nothing more, and hears nothing that it could not have heard
// before. What it had written already it is told.
Task<net::HttpReply> Exchange::run(net::Loop& loop, std::string body) {
  if (const auto live = check_session(); !live) co_return envelope_.refuse(live.error());
  if (const auto room = check_unread(0); !room) co_return envelope_.refuse(room.error());
  Call call{.services = shared_.services,
            .options = shared_.options,
            .proxies = shared_.proxies,
            .turns = shared_.turns.of(loop),
            .unread = shared_.unread,
            .socket_terms = shared_.socket_terms,
            .head = head_,
            .loop = loop,
            .address = address_of_client(),
            .caller = caller_,
            .over_limit = over_limit_};
  Result<Answer> answer;
  try {
    auto handler = start(call, body);
    answer = co_await std::move(handler);
  } catch (const std::exception& exception) {
    answer = fail_internally(ErrorCode::internal, exception.what());
  }
  if (call.toll && call.toll->verdict()) envelope_.set_verdict(*call.toll->verdict());
  if (call.verdict) envelope_.set_verdict(*call.verdict);
  if (call.set_cookie) envelope_.set_cookie(std::move(*call.set_cookie));
  answer = checked(std::move(answer));
  if (!answer) co_return envelope_.refuse(answer.error());
  const bool asq = route_.auth == Auth::socket && offers_asq_protocol(head_);
  net::HttpReply reply = envelope_.reply(std::move(*answer), asq ? "asq" : "");
  if (auto* upgrade = std::get_if<net::HttpUpgrade>(&reply)) upgrade->holder = holder();
  co_return reply;
}

net::HttpResponse Exchange::refuse_body_too_large() {
  return envelope_.refuse(refusal_before(Error(ErrorCode::body_too_large)));
}

net::HttpResponse Exchange::refuse_body(int status, std::string_view reason) {
  return envelope_.refuse(refusal_of(status, reason), status);
}

}  // namespace asq::api
