#include "api/http/credentials.hpp"

#include <algorithm>
#include <vector>

#include "api/contract/urlencoded.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kProtocolPrefix = "bearer.";

bool is_bearer(std::string_view scheme) {
  return std::ranges::equal(scheme, std::string_view("bearer"),
                            [](char a, char b) { return (a | 0x20) == b; });
}

std::vector<std::string_view> protocols(const net::HttpHead& head) {
  std::vector<std::string_view> offered;
  for (std::string_view list : head.find_all("Sec-WebSocket-Protocol")) {
    while (!list.empty()) {
      const std::size_t comma = list.find(',');
      std::string_view item = list.substr(0, comma);
      list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
      while (item.starts_with(' ') || item.starts_with('\t')) item.remove_prefix(1);
      while (item.ends_with(' ') || item.ends_with('\t')) item.remove_suffix(1);
      if (!item.empty()) offered.push_back(item);
    }
  }
  return offered;
}

ShownToken query_token(const net::HttpHead& head) {
  const auto parameters = parse_urlencoded(head.query);
  if (!parameters) return {{}, true, "The query has too many parameters."};
  ShownToken found;
  for (const Parameter& parameter : *parameters) {
    if (parameter.name != "token") continue;
    if (found.shown) return {{}, true, "Give the access token only once."};
    found = {parameter.value, true, {}};
  }
  if (found.shown && found.token.empty()) found.trouble = "The access token is empty.";
  return found;
}

}  // namespace

ShownToken bearer_token(const net::HttpHead& head) {
  const auto values = head.find_all("Authorization");
  if (values.empty()) return {};
  if (values.size() > 1) return {{}, true, "Send only one Authorization header."};
  const std::string_view value = values.front();
  const std::size_t space = value.find(' ');
  if (!is_bearer(value.substr(0, space))) {
    return {{}, false, "The Authorization header must use the scheme Bearer."};
  }
  std::string_view token =
      space == std::string_view::npos ? std::string_view() : value.substr(space);
  while (token.starts_with(' ')) token.remove_prefix(1);
  if (token.empty() || token.find_first_of(" \t,") != std::string_view::npos) {
    return {{}, true, "The Authorization header must be \"Bearer\", a space and the access token."};
  }
  return {std::string(token), true, {}};
}

ShownToken socket_token(const net::HttpHead& head) {
  ShownToken found = bearer_token(head);
  if (found.shown) return found;
  for (const std::string_view protocol : protocols(head)) {
    if (protocol.starts_with(kProtocolPrefix)) {
      return {std::string(protocol.substr(kProtocolPrefix.size())), true, {}};
    }
  }
  return query_token(head);
}

bool offers_asq_protocol(const net::HttpHead& head) {
  const auto offered = protocols(head);
  return std::ranges::find(offered, "asq") != offered.end();
}

}  // namespace asq::api
