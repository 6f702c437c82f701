#include "api/http/origins.hpp"

#include <algorithm>

namespace asq::api {
namespace {

constexpr std::size_t kMaxOriginBytes = 512;  // a scheme, a host name of 253 bytes, a port

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, [](char a, char b) {
    const auto lower = [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return lower(a) == lower(b);
  });
}

// Scheme apart: a proxy may speak TLS for us. The Host field has no default port, nor has an
// Origin.
bool is_own(std::string_view origin, std::string_view host) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) {
      return equal_ignoring_case(origin.substr(scheme.size()), host);
    }
  }
  return false;
}

}  // namespace

bool Origins::lists(std::string_view origin) const {
  if (origin.size() > kMaxOriginBytes) return false;  // it is repeated in answers
  return std::ranges::any_of(allowed_, [&](const std::string& allowed) {
    return allowed == "*" || equal_ignoring_case(allowed, origin);
  });
}

bool Origins::may_open_socket(const net::HttpHead& head) const {
  const auto origins = head.find_all("Origin");
  if (allowed_.empty() || origins.empty()) return true;
  return origins.size() == 1 &&
         (is_own(origins.front(), head.local_host) || lists(origins.front()));
}

void Origins::append_headers(std::vector<net::Header>& headers, const std::string* origin) const {
  if (!any()) return;
  headers.push_back({"Vary", "Origin"});
  if (origin == nullptr || !lists(*origin)) return;
  headers.push_back({"Access-Control-Allow-Origin", *origin});
  headers.push_back({"Access-Control-Expose-Headers",
                     "Allow, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
                     "WWW-Authenticate, X-Request-Id"});
}

void Origins::append_preflight(std::vector<net::Header>& headers, const std::string* origin,
                               std::string_view methods) const {
  if (!any() || origin == nullptr || !lists(*origin)) return;
  headers.push_back({"Access-Control-Allow-Methods", std::string(methods)});
  headers.push_back({"Access-Control-Allow-Headers",
                     "Authorization, Content-Type, Idempotency-Key, X-Request-Id"});
  headers.push_back({"Access-Control-Max-Age", "600"});
}

}  // namespace asq::api
