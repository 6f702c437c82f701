// Health, metrics, the documentation and the client library, which are all part of the program:
// what the routes do, and their rows.
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <utility>

#include "api/contract/error_table.hpp"
#include "api/contract/requests.hpp"
#include "api/routes/assets.hpp"
#include "api/routes/handled_by.hpp"
#include "api/routes/route_table.hpp"
#include "api/routes/static_answers.hpp"

namespace asq::api {
namespace {

using E = ErrorCode;

Answer status_ok() {
  static const auto kBody = std::make_shared<const std::string>(R"({"status":"ok"})");
  Answer answer;
  answer.shared_body = kBody;
  return answer;
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    if (c == '<') {
      html += "&lt;";
    } else if (c == '&') {
      html += "&amp;";
    } else {
      html += c;
    }
  }
  return html;
}

// What the `type` of a problem points to.
std::string errors_page() {
  std::string page =
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>ASQ Chat: errors</title>\n<link rel=\"icon\" href=\"favicon-32x32.png\">\n"
      "<link rel=\"stylesheet\" href=\"page.css\">\n"
      "</head>\n<body>\n"
      "<nav><a href=\"../\">ASQ Chat</a> <a href=\"../docs\">Try it out</a> "
      "<a href=\"guide\">Guide</a> <a href=\"../openapi.json\">OpenAPI</a></nav>\n"
      "<h1>Errors</h1>\n<div class=\"scroll\" tabindex=\"0\">\n<table>\n"
      "<tr><th>code</th><th>status</th><th>meaning</th><th>retryable</th></tr>\n";
  for (const ErrorRow& row : error_table()) {
    const std::string name(error_name(row.code));
    page.append("<tr id=\"").append(name).append("\"><td><code>").append(name);
    page.append("</code></td><td>").append(std::to_string(row.status)).append("</td><td>");
    page.append(escaped(row.sentence)).append("</td><td>");
    page.append(row.retryable ? "yes" : "no").append("</td></tr>\n");
  }
  return page + "</table>\n</div>\n</body>\n</html>\n";
}

constexpr std::string_view kErrors = "errors.html";
constexpr std::string_view kClient = "asq-client.tgz";

// Made and compressed once: system_rows() asks first, when the server starts.
const std::map<std::string, StaticAnswer, std::less<>>& pages() {
  static const auto kPages = [] {
    std::map<std::string, StaticAnswer, std::less<>> pages;
    for (const Asset& asset : embedded_assets()) {
      pages.try_emplace(std::string(asset.name), std::string(asset.bytes),
                        content_type_of(asset.name));
    }
    pages.try_emplace(std::string(kErrors), errors_page(), "text/html; charset=utf-8");
    return pages;
  }();
  return kPages;
}

Result<Answer> page(const Call& call, std::string_view name) {
  const auto found = pages().find(name);
  if (found == pages().end()) return fail(ErrorCode::route_not_found);
  return found->second.answer(call.head);
}

Task<Result<Answer>> health(Call&, NoFields) { co_return status_ok(); }

Task<Result<Answer>> readiness(Call& call, NoFields) {
  if (!call.services.ready()) co_return fail(ErrorCode::storage_unavailable);
  co_return status_ok();
}

Task<Result<Answer>> metrics(Call& call, NoFields) {
  Answer answer;
  answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
  answer.body = prometheus::TextSerializer().Serialize(call.services.metrics.Collect());
  co_return answer;
}

// One for each address that a server of this process has, which is one but in tests. The
// description is made of all rows, these among them: so it is made later than they.
const StaticAnswer& openapi_of(const std::string& public_url) {
  static std::mutex mutex;
  static std::map<std::string, StaticAnswer> documents;  // guarded by mutex
  const std::lock_guard lock(mutex);
  const auto found = documents.find(public_url);
  if (found != documents.end()) return found->second;
  return documents.try_emplace(public_url, openapi_document(public_url), "application/json")
      .first->second;
}

Task<Result<Answer>> openapi(Call& call, NoFields) {
  co_return openapi_of(call.options.public_url).answer(call.head);
}

Task<Result<Answer>> docs_page(Call& call, NoFields) { co_return page(call, "index.html"); }

// The links of a page are relative: right at one address only.
Task<Result<Answer>> docs_slash(Call&, NoFields) {
  Answer answer;
  answer.status = 308;
  answer.content_type = {};
  answer.headers.push_back({"Location", "../docs"});
  co_return answer;
}

Task<Result<Answer>> docs_errors(Call& call, NoFields) { co_return page(call, kErrors); }

Task<Result<Answer>> docs_guide(Call& call, NoFields) { co_return page(call, "guide.html"); }

// Pages are no assets, nor is the client library: each has an address of its own.
Task<Result<Answer>> docs_asset(Call& call, DocsAssetRequest request) {
  const std::string& name = request.asset.value;
  if (name.ends_with(".html") || name == kClient) co_return fail(ErrorCode::route_not_found);
  co_return page(call, name);
}

// The npm package that tools/pack_client makes.
Task<Result<Answer>> client_package(Call& call, NoFields) { co_return page(call, kClient); }

}  // namespace

std::vector<Route> system_rows() {
  (void)pages();
  return {
      handled_by<&health>({
          .method = "GET",
          .path = "/healthz",
          .operation_id = "health",
          .tag = "system",
          .summary = "The process is alive",
          .description = "For a supervisor: restart the server if this does not answer.",
          .successes = {{200, "It is.", "Status", R"({"status":"ok"})"}},
      }),
      handled_by<&readiness>({
          .method = "GET",
          .path = "/readyz",
          .operation_id = "readiness",
          .tag = "system",
          .summary = "The server is ready: its storage answers, and it is not shutting down",
          .description = "For a load balancer: send no clients here until it is ready.",
          .successes = {{200, "It can.", "Status", R"({"status":"ok"})"}},
          .errors = {E::storage_unavailable},
      }),
      handled_by<&metrics>({
          .method = "GET",
          .path = "/metrics",
          .operation_id = "metrics",
          .tag = "system",
          .summary = "Metrics in the Prometheus text format",
          .description = "Requests by route pattern and status, latencies, sockets, commits.",
          .successes = {{200, "The figures.", "Metrics", {}}},
      }),
      handled_by<&openapi>({.method = "GET", .path = "/openapi.json", .operation_id = "openapi"}),
      handled_by<&docs_page>({.method = "GET", .path = "/docs", .operation_id = "docs"}),
      handled_by<&docs_slash>({.method = "GET", .path = "/docs/", .operation_id = "docs_slash"}),
      handled_by<&docs_errors>(
          {.method = "GET", .path = "/docs/errors", .operation_id = "docs_errors"}),
      handled_by<&docs_guide>(
          {.method = "GET", .path = "/docs/guide", .operation_id = "docs_guide"}),
      handled_by<&docs_asset>(
          {.method = "GET", .path = "/docs/{asset}", .operation_id = "docs_asset"}),
      handled_by<&client_package>(
          {.method = "GET", .path = "/sdk/asq-client.tgz", .operation_id = "client_package"}),
  };
}

}  // namespace asq::api
