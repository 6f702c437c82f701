#include "api/http_api.hpp"

#include <utility>

#include "api/contract/answer_headers.hpp"
#include "api/contract/error_table.hpp"
#include "api/contract/public_url.hpp"
#include "api/contract/router.hpp"
#include "api/http/client_address.hpp"
#include "api/http/content.hpp"
#include "api/http/credentials.hpp"
#include "api/http/envelope.hpp"
#include "api/http/exchange.hpp"
#include "api/http/http_metrics.hpp"
#include "api/http/origins.hpp"
#include "api/routes/route_table.hpp"
#include "api/sockets/person_replies.hpp"
#include "base/hourly.hpp"
#include "base/log.hpp"
#include "net/counted_as.hpp"

namespace asq::api {

struct HttpApi::State {
  State(Services given_services, ApiOptions given_options)
      : services(std::move(given_services)),
        options(std::move(given_options)),
        origins(options.allowed_origins, public_origin(options.public_url)),
        proxies(options.trusted_proxies),
        unread(options.held),
        router(route_table()),
        metrics(services.metrics, route_table()),
        enveloping{services.clock, metrics, origins, path_prefix(options.public_url),
                   options.log_requests} {}

  Services services;
  ApiOptions options;
  Origins origins;
  TrustedProxies proxies;
  Hourly unheeded_peers;  // as limits count them
  Hourly refused_origins;
  UnreadAnswers unread;
  TurnsOfLoops turns;
  Router router;
  HttpMetrics metrics;
  EnvelopeServices enveloping;
  ExchangeServices exchanging{
      .services = services,
      .options = options,
      .proxies = proxies,
      .unread = unread,
      .turns = turns,
      .socket_terms =
          hello_terms(options.ping_after, services.limits.options(), options.sockets_per_account)};

  void warn_if_unheeded(const net::HttpHead& head);

  // Each answers the refusal of its kind, or nothing. In the order in which begin() asks them.
  std::optional<Error> authenticate(const Route& route, const net::HttpHead& head,
                                    chat::Caller& caller, Envelope& envelope) const;
  std::optional<Error> limit(const Route& route, const net::HttpHead& head, chat::Caller caller,
                             Envelope& envelope) const;
  bool may_be_paid_otherwise(const Route& route, const net::HttpHead& head) const;
  std::optional<net::HttpResponse> refuse_socket(const net::HttpHead& head,
                                                 Envelope& envelope) const;
  void log_refused_origin(const net::HttpHead& head);
};

void HttpApi::State::warn_if_unheeded(const net::HttpHead& head) {
  const auto unheeded = proxies.unheeded(head);
  if (!unheeded) return;
  const std::string peer = net::counted_as(head.peer_address);
  if (!unheeded_peers.due(peer, peer, services.clock.steady())) return;
  log::warning(
      "forwarded_address_ignored",
      {{"peer", head.peer_address}, {"header", unheeded->header}, {"cause", unheeded->cause}});
}

std::optional<Error> HttpApi::State::authenticate(const Route& route, const net::HttpHead& head,
                                                  chat::Caller& caller, Envelope& envelope) const {
  if (route.auth == Auth::none) {
    // What a refresh token is refused with is a challenge about a token that was shown.
    envelope.set_token_shown(route.limit == LimitKind::tokens);
    return std::nullopt;
  }
  const ShownToken found = route.auth == Auth::socket ? socket_token(head) : bearer_token(head);
  envelope.set_token_shown(found.shown);
  if (!found.trouble.empty()) {
    return Error(ErrorCode::unauthenticated, std::string(found.trouble));
  }
  if (!found.shown) return Error(ErrorCode::unauthenticated);
  const chat::Logins& logins = services.logins;
  const auto known = route.ends_session ? logins.authenticate_to_log_out(found.token)
                                        : logins.authenticate(found.token);
  if (!known) return known.error();
  caller = *known;
  return std::nullopt;
}

std::optional<Error> HttpApi::State::limit(const Route& route, const net::HttpHead& head,
                                           chat::Caller caller, Envelope& envelope) const {
  const auto address = [&] { return limited_address(proxies, head); };
  Verdict verdict;
  switch (route.limit) {
    case LimitKind::sends:  // taken with the body: the receipt comes first
    case LimitKind::none: return std::nullopt;
    case LimitKind::registers: verdict = services.limits.take_register(address()); break;
    case LimitKind::tokens:
    case LimitKind::passwords: verdict = services.limits.take_token(address()); break;
    case LimitKind::links: verdict = services.limits.take_link(address()); break;
    case LimitKind::changes: verdict = services.limits.take_send(caller.user_id); break;
    case LimitKind::requests: verdict = services.limits.take_request(caller.user_id); break;
  }
  envelope.set_verdict(verdict);
  if (verdict.allowed) return std::nullopt;
  return rate_limited(verdict);
}

// The address has used up its limit, and an invitation may pay in its place, or have paid: the
// handler knows, which has the body. So that nobody has any number of bodies read, it takes
// one of a limit of its own meanwhile.
bool HttpApi::State::may_be_paid_otherwise(const Route& route, const net::HttpHead& head) const {
  if (refuse_by_header(route, head)) return false;
  const std::string address = limited_address(proxies, head);
  const bool may_be =
      route.limit == LimitKind::registers ||
      (route.limit == LimitKind::tokens && services.limits.first_logins().any(address));
  return may_be && services.limits.take_over_limit(address).allowed;
}

std::optional<net::HttpResponse> HttpApi::State::refuse_socket(const net::HttpHead& head,
                                                               Envelope& envelope) const {
  if (!head.websocket) {
    const Error error(ErrorCode::bad_request,
                      "This route is a WebSocket; connect with a WebSocket client.");
    return envelope.refuse(error, 426);
  }
  if (!head.websocket->valid()) {
    return envelope.refuse(Error(ErrorCode::bad_request, head.websocket->reason),
                           head.websocket->status);
  }
  if (!origins.may_open_socket(head)) return envelope.refuse(Error(ErrorCode::origin_not_allowed));
  return std::nullopt;
}

// Otherwise only the browser says that the page is refused, far from the operator who can change
// the list.
void HttpApi::State::log_refused_origin(const net::HttpHead& head) {
  const std::string origin = origins.refused(head);
  if (origin.empty()) return;
  const std::string source = net::counted_as(limited_address(proxies, head));
  if (!refused_origins.due(origin, source, services.clock.steady())) return;
  log::warning("origin_refused", {{"origin", origin}, {"cause", "it is not in allowed_origins"}});
}

HttpApi::HttpApi(Services services, ApiOptions options)
    : state_(std::make_unique<State>(std::move(services), std::move(options))) {}
HttpApi::~HttpApi() = default;

std::variant<net::HttpResponse, std::unique_ptr<net::HttpExchange>> HttpApi::begin(
    net::HttpHead head) {
  state_->warn_if_unheeded(head);
  Envelope envelope(state_->enveloping, &head);
  state_->log_refused_origin(head);
  Match match = state_->router.match(head.method, head.path);
  // A preflight is granted for any path: else its page could not read the 404 that follows.
  const bool known = !match.allow.empty();
  if (head.method == "OPTIONS" && (known || state_->origins.grants(head))) {
    return envelope.allow_only(head, match.allow);
  }
  if (!known) return envelope.refuse(Error(ErrorCode::route_not_found));
  if (match.route == nullptr) {
    return envelope.refuse(Error(ErrorCode::method_not_allowed), 0,
                           {{std::string(kAllow), std::string(match.allow)}});
  }
  const Route& route = *match.route;
  envelope.set_route(route);
  chat::Caller caller;
  if (const auto refusal = state_->authenticate(route, head, caller, envelope)) {
    return envelope.refuse(*refusal);
  }
  auto over_limit = state_->limit(route, head, caller, envelope);
  if (over_limit && !state_->may_be_paid_otherwise(route, head)) {
    note_limited(state_->services, state_->proxies, head, route.limit);
    return envelope.refuse(*over_limit);
  }
  if (const auto refusal = refuse_by_header(route, head)) return envelope.refuse(*refusal);
  if (route.auth == Auth::socket) {
    if (auto refusal = state_->refuse_socket(head, envelope)) return std::move(*refusal);
  }
  return std::make_unique<Exchange>(state_->exchanging, std::move(head), std::move(match), caller,
                                    std::move(envelope), std::move(over_limit));
}

net::HttpResponse HttpApi::refuse(int status, std::string_view reason) {
  Envelope envelope(state_->enveloping, nullptr);
  net::HttpResponse response = envelope.refuse(refusal_of(status, reason), status);
  response.close = true;
  return response;
}

}  // namespace asq::api
