#include "api/exchange.hpp"

#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <exception>
#include <utility>

#include "api/content.hpp"
#include "api/credentials.hpp"

namespace asq::api {

namespace detail {

Task<Result<Answer>> refuse(Error refusal) { co_return std::unexpected(std::move(refusal)); }

}  // namespace detail

Exchange::Exchange(const ExchangeServices& shared, net::HttpHead head, Match match,
                   chat::Caller caller, Envelope envelope)
    : shared_(shared),
      route_(*match.route),
      head_(std::move(head)),
      path_(std::move(match.parameters)),
      caller_(caller),
      envelope_(std::move(envelope)) {}

Task<Result<Answer>> Exchange::start(Call& call, const std::string& body) {
  if (route_.limit == LimitKind::sends) {
    const Verdict verdict = shared_.services.limits.take_send(caller_.user_id);
    envelope_.set_verdict(verdict);
    if (!verdict.allowed) call.refusal = rate_limited(verdict);
  }
  std::array<unsigned char, 4096> room;
  boost::json::monotonic_resource arena(room.data(), room.size());
  auto content = read_content(route_, head_, body, &arena);
  if (!content) return detail::refuse(std::move(content.error()));
  Input input;
  input.json = content->json ? &*content->json : nullptr;
  input.parameters = content->parameters ? &*content->parameters : nullptr;
  input.path = path_;
  input.head = &head_;
  input.lone_surrogates = content->lone_surrogates;
  input.rules.min_password_characters = shared_.options.min_password_characters;
  return route_.run(call, input);
}

Result<void> Exchange::check_session() const {
  if (route_.auth == Auth::none) return {};
  return shared_.services.logins.check_live(caller_);
}

// The token was good when the header came. The body may have taken its time, and so may the store:
// a session that ended meanwhile does nothing more, and hears nothing that it could not have heard
// before. What it had written already it is told.
Task<net::HttpReply> Exchange::run(net::Loop& loop, std::string body) {
  if (const auto live = check_session(); !live) co_return envelope_.refuse(live.error());
  Call call{shared_.services, shared_.options, shared_.proxies, shared_.socket_terms, head_, loop,
            caller_};
  Result<Answer> answer;
  try {
    auto handler = start(call, body);
    answer = co_await std::move(handler);
  } catch (const std::exception& exception) {
    answer = fail_internally(ErrorCode::internal, exception.what());
  }
  if (call.verdict) envelope_.set_verdict(*call.verdict);
  if (only_reads(route_)) {
    if (const auto live = check_session(); !live) co_return envelope_.refuse(live.error());
  }
  if (!answer) co_return envelope_.refuse(answer.error());
  const bool asq = route_.auth == Auth::socket && offers_asq_protocol(head_);
  co_return envelope_.reply(std::move(*answer), asq ? "asq" : "");
}

net::HttpResponse Exchange::refuse_body_too_large() {
  return envelope_.refuse(Error(ErrorCode::body_too_large));
}

}  // namespace asq::api
