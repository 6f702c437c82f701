// The front door of the API: takes a request's header and refuses it, or lets it in as an Exchange.
// What every route has in common begins here: request ids, authentication, limits, validation,
// errors, OPTIONS/HEAD/405, CORS, metrics.
// Threads: begin() and the exchanges run on every loop at once; immutable after construction but
// for counters.
//
// The rooms of api/: contract/ (what is promised), http/ (the way of every request), sockets/, and
// routes/ (rows and handlers by subject). Each says in its main header what belongs there.
#pragma once

#include <memory>
#include <string_view>
#include <variant>

#include "api/services.hpp"
#include "net/http.hpp"

namespace asq::api {

class HttpApi final : public net::HttpHandler {
 public:
  HttpApi(Services services, ApiOptions options);
  ~HttpApi() override;

  std::variant<net::HttpResponse, std::unique_ptr<net::HttpExchange>> begin(
      net::HttpHead head) override;
  net::HttpResponse refuse(int status, std::string_view reason) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace asq::api
