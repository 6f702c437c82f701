#include "api/http/refresh_cookie.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "api/contract/public_url.hpp"
#include "api/http/normalized_origin.hpp"
#include "net/ascii.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kPlainScheme = "http";
constexpr std::string_view kSecureScheme = "https";

// What the request was for, as an origin of that scheme.
std::optional<std::string> origin_by(std::string_view scheme, const net::HttpHead& head) {
  if (head.local_host.empty()) return std::nullopt;
  return normalized_origin(std::string(scheme).append("://").append(head.local_host));
}

// "https" or "http"; empty: nobody says.
std::string_view scheme_of(const Doorway& doorway, const net::HttpHead& head) {
  const std::string* said = head.find("X-Forwarded-Proto");
  if (said != nullptr && doorway.proxies.trusts(head.peer_address)) {
    // The first of several is the one that the browser spoke.
    const std::string_view first = std::string_view(*said).substr(0, said->find(','));
    return net::equals_ignoring_case(net::trim_blanks(first), kSecureScheme) ? kSecureScheme
                                                                             : kPlainScheme;
  }
  const auto own = normalized_origin(public_origin(doorway.public_url));
  for (const std::string_view scheme : {kSecureScheme, kPlainScheme}) {
    if (own && origin_by(scheme, head) == own) return scheme;
  }
  return {};
}

std::string cookie_name(DatabaseId database) {
  return fmt::format("asq_refresh_{}", database.value());
}

// The one origin that the request names; nullopt: none, several, or none that can be read.
std::optional<std::string> origin_of(const net::HttpHead& head) {
  const auto origins = head.find_all("Origin");
  if (origins.size() != 1 || origins.front() == "null") return std::nullopt;
  return normalized_origin(origins.front());
}

bool came_by_proxy(const Doorway& doorway, const net::HttpHead& head) {
  const bool forwarded =
      head.find("X-Forwarded-For") != nullptr || head.find("X-Forwarded-Proto") != nullptr;
  return forwarded && doorway.proxies.trusts(head.peer_address);
}

// As browsers see the path: one that has gone round the proxy asks for it without the prefix, and
// would not send a cookie of another path back. Through the proxy it has it under every name.
std::string_view prefix_seen(const Doorway& doorway, const net::HttpHead& head) {
  const auto own = normalized_origin(public_origin(doorway.public_url));
  const bool elsewhere =
      !came_by_proxy(doorway, head) && head.find("Origin") != nullptr && origin_of(head) != own;
  return elsewhere ? std::string_view() : path_prefix(doorway.public_url);
}

// Only where tokens are asked for.
std::string cookie_with(const Doorway& doorway, const net::HttpHead& head, DatabaseId database,
                        std::string_view token, std::chrono::seconds lifetime) {
  return fmt::format("{}={}; Max-Age={}; Path={}/chat/token; HttpOnly; SameSite=Strict{}",
                     cookie_name(database), token, lifetime.count(), prefix_seen(doorway, head),
                     came_by_https(doorway, head) ? "; Secure" : "");
}

}  // namespace

bool came_by_https(const Doorway& doorway, const net::HttpHead& head) {
  return scheme_of(doorway, head) == kSecureScheme;
}

bool is_of_own_page(const Doorway& doorway, const net::HttpHead& head) {
  const auto origin = origin_of(head);
  if (!origin) return false;
  // The browser's own word, which tells http from https where the server can't.
  const std::string* site = head.find("Sec-Fetch-Site");
  if (site != nullptr && *site != "same-origin") return false;
  if (origin == normalized_origin(public_origin(doorway.public_url))) return true;
  const std::string_view known = scheme_of(doorway, head);
  for (const std::string_view scheme : {kPlainScheme, kSecureScheme}) {
    if ((known.empty() || known == scheme) && origin_by(scheme, head) == origin) return true;
  }
  return false;
}

std::string refresh_cookie(const Doorway& doorway, const net::HttpHead& head, DatabaseId database,
                           std::string_view token, std::chrono::seconds lifetime) {
  return cookie_with(doorway, head, database, token, lifetime);
}

std::string no_refresh_cookie(const Doorway& doorway, const net::HttpHead& head,
                              DatabaseId database) {
  return cookie_with(doorway, head, database, "", std::chrono::seconds(0));
}

std::string_view shown_refresh_cookie(const net::HttpHead& head, DatabaseId database) {
  const std::string wanted = cookie_name(database) + "=";
  for (std::string_view field : head.find_all("Cookie")) {
    while (!field.empty()) {
      const std::size_t end = std::min(field.find(';'), field.size());
      const std::string_view pair = net::trim_blanks(field.substr(0, end));
      if (pair.starts_with(wanted)) return pair.substr(wanted.size());
      field.remove_prefix(std::min(end + 1, field.size()));
    }
  }
  return {};
}

}  // namespace asq::api
