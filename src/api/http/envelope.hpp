// What every answer has, whichever route it comes from: the request's id, the server's version, the
// browser's rules, CORS, the limits' figures; and the count of it in the metrics. One per request.
// Threads: one request's; what it refers to is shared by all loops.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/contract/replies.hpp"
#include "api/contract/route.hpp"
#include "api/http/http_metrics.hpp"
#include "api/http/origins.hpp"
#include "api/http/rate_limits.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "net/http.hpp"

namespace asq::api {

// What envelopes share.
struct EnvelopeServices {
  const Clock& clock;
  HttpMetrics& metrics;
  const Origins& origins;
  std::string_view prefix;  // path_prefix() of the public address, for the type of problems
  bool log_requests = false;
};

class Envelope {
 public:
  // Keeps the client's own X-Request-Id if it is one, or makes one.
  Envelope(const EnvelopeServices& services, const net::HttpHead* head);

  void set_route(const Route& route) { route_ = &route; }
  void set_verdict(const Verdict& verdict) { verdict_ = verdict; }
  void set_token_shown(bool shown) { token_shown_ = shown; }
  void set_cookie(std::string cookie) { cookie_ = std::move(cookie); }
  [[nodiscard]] const std::string& request_id() const { return request_id_; }

  // Each closes the request: counts it, and logs it where that is wished.
  [[nodiscard]] net::HttpReply reply(Answer answer, std::string_view subprotocol);
  // `status`: 0 for the code's own.
  [[nodiscard]] net::HttpResponse refuse(const Error& error, int status = 0,
                                         std::vector<net::Header> more = {});
  // To OPTIONS, whose header is `head`. No methods: it is a preflight for a path that is none.
  [[nodiscard]] net::HttpResponse allow_only(const net::HttpHead& head, std::string_view methods);

 private:
  std::vector<net::Header> common_headers(std::string_view content_type,
                                          std::string_view cache_control) const;
  void close(int status, const Error* error);

  const EnvelopeServices& services_;
  const Route* route_ = nullptr;
  std::string method_;
  std::string request_id_;
  std::optional<std::string> origin_;
  std::optional<Verdict> verdict_;
  std::optional<std::string> cookie_;
  SteadyTime started_;
  bool token_shown_ = false;
};

}  // namespace asq::api
