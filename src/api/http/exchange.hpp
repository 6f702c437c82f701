// One request that got past its header: asks for the session again when the body is here, takes the
// limit of a send, decodes, calls the handler, and puts the answer into its envelope.
// Threads: the loop of its connection.
//
// The room http/ is the way of a request through the server, the same for every route: who asks and
// from where, limits, the body, the envelope of the answer, metrics. It knows the rows of
// contract/, but no route by name and no socket: those are in routes/ and sockets/.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/contract/route.hpp"
#include "api/contract/router.hpp"
#include "api/http/call.hpp"
#include "api/http/client_address.hpp"
#include "api/http/envelope.hpp"
#include "api/http/unread_answers.hpp"
#include "api/services.hpp"
#include "net/http.hpp"

namespace asq::api {

struct ExchangeServices {
  const Services& services;
  const ApiOptions& options;
  const TrustedProxies& proxies;
  UnreadAnswers& unread;
  TurnsOfLoops& turns;
  std::string socket_terms;  // hello_terms()
};

// Writes into the log that this limit has refused an address, where the log wouldn't mention it
// otherwise: before anybody knows who it is.
void note_limited(const Services& services, const TrustedProxies& proxies,
                  const net::HttpHead& head, LimitKind limit);

class Exchange final : public net::HttpExchange {
 public:
  // `match.route` is not null. `caller`: of routes that ask who it is. `over_limit`: what refuses
  // the request, unless the handler finds in its body who else pays.
  Exchange(const ExchangeServices& shared, net::HttpHead head, Match match, chat::Caller caller,
           Envelope envelope, std::optional<Error> over_limit = {});

  [[nodiscard]] net::Holder holder() const override;
  [[nodiscard]] std::uint64_t body_limit() const override { return route_.body_limit; }
  [[nodiscard]] bool wants_body() const override { return route_.content != Content::none; }
  Task<net::HttpReply> run(net::Loop& loop, std::string body) override;
  net::HttpResponse refuse_body_too_large() override;
  net::HttpResponse refuse_body(int status, std::string_view reason) override;

 private:
  // Not a coroutine itself, so that the JSON lives on the stack.
  Task<Result<Answer>> start(Call& call, const std::string& body);
  [[nodiscard]] std::uint64_t address_of_client() const;  // as in net::Holder
  // What is wrong with the body, unless the limit comes first.
  [[nodiscard]] Error refusal_before(Error error) const;
  // The session that the header was let in for has ended since. Errors: unauthenticated.
  [[nodiscard]] Result<void> check_session() const;
  // Of a route that only reads. Errors: rate_limited, if the account has too much to read already.
  [[nodiscard]] Result<void> check_unread(std::size_t bytes) const;
  // What the handler gave, unless it must not leave any more.
  [[nodiscard]] Result<Answer> checked(Result<Answer> answer) const;

  const ExchangeServices& shared_;
  const Route& route_;
  net::HttpHead head_;
  std::vector<PathParameter> path_;
  chat::Caller caller_;
  Envelope envelope_;
  std::optional<Error> over_limit_;
};

}  // namespace asq::api
