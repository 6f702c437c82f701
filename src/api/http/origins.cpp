#include "api/http/origins.hpp"

#include <algorithm>
#include <utility>

#include "api/http/normalized_origin.hpp"
#include "net/ascii.hpp"

namespace asq::api {
namespace {

constexpr std::size_t kMaxOriginBytes = 512;  // a scheme, a host name of 253 bytes, a port
constexpr std::size_t kMaxAskedBytes = 2048;  // of field names, which are repeated in the answer

// Scheme apart: a proxy may speak TLS for us.
bool is_of_host(std::string_view origin, std::string_view host) {
  const auto normal = normalized_origin(origin);
  if (!normal) return false;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!normal->starts_with(scheme)) continue;
    return normalized_origin(std::string(scheme).append(host)) == normal;
  }
  return false;
}

bool is_list_of_field_names(std::string_view list) {
  if (list.size() > kMaxAskedBytes) return false;
  for (;;) {
    const std::size_t comma = std::min(list.find(','), list.size());
    if (!net::is_token(net::trim_blanks(list.substr(0, comma)))) return false;
    if (comma == list.size()) return true;
    list.remove_prefix(comma + 1);
  }
}

// What a preflight asks for; if that is no list, or too long a one, what clients of this API send.
std::string granted_fields(const net::HttpHead& head) {
  std::string asked;
  for (const std::string_view list : head.find_all("Access-Control-Request-Headers")) {
    asked.append(asked.empty() ? "" : ", ").append(list);
  }
  if (is_list_of_field_names(asked)) return asked;
  return "Authorization, Content-Type, Idempotency-Key, X-Request-Id";
}

bool is_preflight(const net::HttpHead& head) {
  return head.method == "OPTIONS" && head.find("Access-Control-Request-Method") != nullptr;
}

}  // namespace

Origins::Origins(std::vector<std::string> allowed, std::string_view own)
    : allowed_(std::move(allowed)), own_(normalized_origin(own).value_or("")) {
  // One that is none stays, and matches nothing: an empty list would let in everybody.
  for (std::string& item : allowed_) {
    if (auto normal = normalized_origin(item)) item = std::move(*normal);
  }
}

bool Origins::well_formed(std::string_view item) {
  return item == "*" || (item.size() <= kMaxOriginBytes && normalized_origin(item));
}

bool Origins::lists(std::string_view origin) const {
  if (origin.size() > kMaxOriginBytes) return false;  // it is repeated in answers
  const auto normal = normalized_origin(origin);
  return std::ranges::any_of(allowed_, [&](const std::string& allowed) {
    return allowed == "*" || (normal && allowed == *normal);
  });
}

bool Origins::welcomes(std::string_view origin, std::string_view host) const {
  if (lists(origin) || is_of_host(origin, host)) return true;
  return !own_.empty() && normalized_origin(origin) == own_;
}

bool Origins::may_open_socket(const net::HttpHead& head) const {
  const auto origins = head.find_all("Origin");
  if (allowed_.empty() || origins.empty()) return true;
  return origins.size() == 1 && welcomes(origins.front(), head.local_host);
}

void Origins::append_headers(std::vector<net::Header>& headers, const std::string* origin) const {
  if (!any()) return;
  headers.push_back({"Vary", "Origin"});
  if (origin == nullptr || !lists(*origin)) return;
  headers.push_back({"Access-Control-Allow-Origin", *origin});
  headers.push_back({"Access-Control-Expose-Headers",
                     "Allow, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, "
                     "WWW-Authenticate, X-ASQ-Version, X-Request-Id"});
}

void Origins::append_preflight(std::vector<net::Header>& headers, const net::HttpHead& head) const {
  if (!any()) return;
  headers.push_back({"Vary", "Access-Control-Request-Headers"});
  const std::string* origin = head.find("Origin");
  if (origin == nullptr || !lists(*origin)) return;
  headers.push_back({"Access-Control-Allow-Methods", "DELETE, GET, HEAD, PATCH, POST, PUT"});
  headers.push_back({"Access-Control-Allow-Headers", granted_fields(head)});
  headers.push_back({"Access-Control-Max-Age", "600"});
}

bool Origins::grants(const net::HttpHead& head) const {
  const std::string* origin = head.find("Origin");
  return is_preflight(head) && origin != nullptr && lists(*origin);
}

std::string Origins::refused(const net::HttpHead& head) const {
  if (!any() && !is_preflight(head)) return {};
  for (const std::string_view origin : head.find_all("Origin")) {
    if (welcomes(origin, head.local_host)) continue;
    return normalized_origin(origin.substr(0, kMaxOriginBytes)).value_or("(no origin)");
  }
  return {};
}

}  // namespace asq::api
