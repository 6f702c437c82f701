#include "api/http/envelope.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "api/contract/answer_headers.hpp"
#include "api/contract/error_table.hpp"
#include "api/contract/problem.hpp"
#include "base/log.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kPolicy = "default-src 'self'; frame-ancestors 'none'";
// The page's scripts and styles are files of its own, it makes no HTML of texts, and asks nobody
// but this server. Images: what people choose to send (blob:), and drawn ones (data:).
constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types asq";
// Swagger UI draws its icons from data: addresses.
constexpr std::string_view kDocsPolicy =
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'";

// What a browser that shows the answer may do. nullptr: no route was found.
std::string_view policy_of(const Route* route) {
  if (route == nullptr) return kPolicy;
  if (route->path.starts_with("/docs")) return kDocsPolicy;
  return route->operation_id.starts_with("page") ? kPagePolicy : kPolicy;  // routes/page.cpp
}

bool is_request_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '_' || c == '-';
  });
}

std::string request_id_of(const net::HttpHead* head) {
  const std::string* own = head == nullptr ? nullptr : head->find("X-Request-Id");
  return own != nullptr && is_request_id(*own) ? *own : new_request_id();
}

}  // namespace

Envelope::Envelope(const EnvelopeServices& services, const net::HttpHead* head)
    : services_(services), request_id_(request_id_of(head)), started_(services.clock.steady()) {
  if (head == nullptr) return;
  method_ = head->method;
  if (const std::string* origin = head->find("Origin"); origin != nullptr && services.origins.any())
    origin_ = *origin;
}

std::vector<net::Header> Envelope::common_headers(std::string_view content_type,
                                                  std::string_view cache_control) const {
  std::vector<net::Header> headers;
  headers.reserve(15);
  headers.push_back({std::string(kRequestId), request_id_});
  headers.push_back({std::string(kVersion), ASQ_VERSION});
  if (!content_type.empty()) headers.push_back({"Content-Type", std::string(content_type)});
  headers.push_back({"Cache-Control", std::string(cache_control)});
  headers.push_back({"Content-Security-Policy", std::string(policy_of(route_))});
  headers.push_back({"X-Content-Type-Options", "nosniff"});
  headers.push_back({"Referrer-Policy", "no-referrer"});
  if (verdict_ && verdict_->limited_route) {
    headers.push_back({std::string(kLimitMost), std::to_string(verdict_->limit)});
    headers.push_back({std::string(kLimitLeft), std::to_string(verdict_->remaining)});
    headers.push_back({std::string(kLimitReset), std::to_string(verdict_->reset.count())});
  }
  if (cookie_) headers.push_back({std::string(kSetCookie), *cookie_});
  services_.origins.append_headers(headers, origin_ ? &*origin_ : nullptr);
  return headers;
}

net::HttpReply Envelope::reply(Answer answer, std::string_view subprotocol) {
  close(answer.status, nullptr);
  if (answer.socket) {
    net::HttpUpgrade upgrade;
    upgrade.headers.push_back({std::string(kRequestId), request_id_});
    upgrade.headers.push_back({std::string(kVersion), ASQ_VERSION});
    if (!subprotocol.empty()) {
      upgrade.headers.push_back({std::string(kSubprotocol), std::string(subprotocol)});
    }
    upgrade.handler = std::move(answer.socket);
    return upgrade;
  }
  net::HttpResponse response;
  response.status = answer.status;
  response.headers =
      common_headers(answer.status == 204 ? "" : answer.content_type, answer.cache_control);
  std::ranges::move(answer.headers, std::back_inserter(response.headers));
  response.body = answer.shared_body ? std::move(answer.shared_body)
                                     : std::make_shared<const std::string>(std::move(answer.body));
  return response;
}

net::HttpResponse Envelope::refuse(const Error& error, int status, std::vector<net::Header> more) {
  net::HttpResponse response;
  response.status = status == 0 ? error_row(error.code).status : status;
  close(response.status, &error);
  response.headers = common_headers(kProblemType, "no-store");
  append_error_headers(response.headers, error, token_shown_);
  std::ranges::move(more, std::back_inserter(response.headers));
  const bool of_tokens = route_ != nullptr && route_->limit == LimitKind::tokens;
  response.body = std::make_shared<const std::string>(
      problem_json(error, request_id_, status, services_.prefix,
                   of_tokens ? oauth_error(error) : std::string_view()));
  return response;
}

net::HttpResponse Envelope::allow_only(const net::HttpHead& head, std::string_view methods) {
  close(204, nullptr);
  net::HttpResponse response;
  response.status = 204;
  response.headers = common_headers("", "no-store");
  if (!methods.empty()) response.headers.push_back({std::string(kAllow), std::string(methods)});
  services_.origins.append_preflight(response.headers, head);
  response.body = std::make_shared<const std::string>();
  return response;
}

void Envelope::close(int status, const Error* error) {
  const std::chrono::duration<double> took = services_.clock.steady() - started_;
  services_.metrics.count(route_, status, took);
  const std::string_view pattern = route_ == nullptr ? "none" : route_->path;
  if (error != nullptr && (status == 500 || !error->log.text.empty())) {
    log::error("request_failed", {{"method", method_},
                                  {"route", pattern},
                                  {"status", status},
                                  {"code", error_name(error->code)},
                                  {"cause", error->log.text},
                                  {"request_id", request_id_}});
  }
  if (services_.log_requests) {
    log::info("request", {{"method", method_},
                          {"route", pattern},
                          {"status", status},
                          {"milliseconds", took.count() * 1000},
                          {"request_id", request_id_}});
  }
}

}  // namespace asq::api
