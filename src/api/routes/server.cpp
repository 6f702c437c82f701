// What anybody may know of the server: what the route does, and its row.
#include "api/contract/examples.hpp"
#include "api/contract/requests.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"

namespace asq::api {
namespace {

Task<Result<Reply<ServerFacts>>> server_facts(Call& call, NoFields) {
  const chat::Accounts& accounts = call.services.accounts;
  co_return Reply<ServerFacts>{200,
                               {.name = call.options.server_name,
                                .contact = call.options.contact,
                                .registration = accounts.registrations(),
                                .people = accounts.people(),
                                .password_min = call.options.min_password_characters}};
}

}  // namespace

std::vector<Route> server_rows() {
  return {
      handled_by<&server_facts>({
          .method = "GET",
          .path = "/chat/server",
          .operation_id = "server",
          .tag = "system",
          .summary = "The server",
          .description = "What a client should know before anybody logs in: what the server is "
                         "called, who can create an account, and what it demands of passwords and "
                         "messages. These change only when the server restarts.",
          .successes = {{200, "The facts.", "Server", kServerExample}},
      }),
  };
}

}  // namespace asq::api
