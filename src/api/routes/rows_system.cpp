// The rows for those who run the server, and of the pages.
#include "api/contract/examples.hpp"
#include "api/routes/handlers.hpp"
#include "api/routes/rows.hpp"

namespace asq::api {

using E = ErrorCode;

std::vector<Route> system_rows() {
  return {
      handled_by<&health>({
          .method = "GET",
          .path = "/healthz",
          .operation_id = "health",
          .tag = "system",
          .summary = "The process is alive",
          .description = "For a supervisor: restart what does not answer.",
          .successes = {{200, "It is.", "Status", R"({"status":"ok"})"}},
      }),
      handled_by<&readiness>({
          .method = "GET",
          .path = "/readyz",
          .operation_id = "readiness",
          .tag = "system",
          .summary = "The server can serve: its storage answers, no shutdown is under way",
          .description = "For a load balancer: send nobody here while it is not ready.",
          .successes = {{200, "It can.", "Status", R"({"status":"ok"})"}},
          .errors = {E::storage_unavailable},
      }),
      handled_by<&metrics>({
          .method = "GET",
          .path = "/metrics",
          .operation_id = "metrics",
          .tag = "system",
          .summary = "Figures in the text format of Prometheus",
          .description =
              "Requests by the pattern of their route and status, latencies, sockets, commits.",
          .successes = {{200, "The figures.", "Metrics", {}}},
      }),
      handled_by<&openapi>({.method = "GET", .path = "/openapi.json", .operation_id = "openapi"}),
      handled_by<&landing_page>({.method = "GET", .path = "/", .operation_id = "landing"}),
      handled_by<&docs_page>({.method = "GET", .path = "/docs", .operation_id = "docs"}),
      handled_by<&docs_page>({.method = "GET", .path = "/docs/", .operation_id = "docs_slash"}),
      handled_by<&docs_errors>(
          {.method = "GET", .path = "/docs/errors", .operation_id = "docs_errors"}),
      handled_by<&docs_asset>(
          {.method = "GET", .path = "/docs/{asset}", .operation_id = "docs_asset"}),
  };
}

}  // namespace asq::api
