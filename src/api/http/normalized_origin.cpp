#include "api/http/normalized_origin.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address_v6.hpp>
#include <charconv>
#include <cstdint>

#include "net/ascii.hpp"

namespace asq::api {
namespace {

struct SchemePort {
  std::string_view scheme;
  std::uint16_t port;
};
// Their hosts are never empty.
constexpr std::array<SchemePort, 5> kSchemePorts{
    {{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}, {"ftp", 21}}};

bool is_scheme(std::string_view text) {
  return !text.empty() && net::is_alpha(text.front()) && std::ranges::all_of(text, [](char c) {
    return net::is_alpha(c) || net::is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

bool is_host_character(char c) {
  return net::is_alpha(c) || net::is_digit(c) ||
         std::string_view("-._~%").find(c) != std::string_view::npos;
}

// "[2001:DB8:0::1]" -> "[2001:db8::1]"
std::optional<std::string> normalized_v6(std::string_view bracketed) {
  const std::string_view text = bracketed.substr(1, bracketed.size() - 2);
  const bool plain = std::ranges::all_of(
      text, [](char c) { return net::is_hex_digit(c) || c == ':' || c == '.'; });
  if (!plain) return std::nullopt;  // a zone is no part of it
  boost::system::error_code error;
  const auto address = boost::asio::ip::make_address_v6(std::string(text), error);
  if (error) return std::nullopt;
  return "[" + address.to_string() + "]";
}

std::optional<std::string> normalized_host(std::string_view host) {
  if (host.starts_with('[')) return normalized_v6(host);
  if (!std::ranges::all_of(host, is_host_character)) return std::nullopt;
  return net::lower_case(host);
}

// ":8443" -> ":8443"; empty for none and for the scheme's own.
std::optional<std::string> normalized_port(std::string_view text, const SchemePort* known) {
  if (text.empty() || text == ":") return std::string();
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 1, end, port);
  if (text.front() != ':' || error != std::errc() || stop != end) return std::nullopt;
  if (known != nullptr && known->port == port) return std::string();
  return ":" + std::to_string(port);
}

}  // namespace

std::optional<std::string> normalized_origin(std::string_view text) {
  if (text == "null") return std::string(text);
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos || !is_scheme(text.substr(0, mark))) return std::nullopt;
  const std::string scheme = net::lower_case(text.substr(0, mark));
  const auto* found = std::ranges::find(kSchemePorts, scheme, &SchemePort::scheme);
  const SchemePort* known = found == kSchemePorts.end() ? nullptr : found;

  const std::string_view authority = text.substr(mark + 3);
  const std::size_t bracket = authority.starts_with('[') ? authority.find(']') : 0;
  if (bracket == std::string_view::npos) return std::nullopt;
  const std::size_t host_end = std::min(authority.find(':', bracket), authority.size());
  const auto host = normalized_host(authority.substr(0, host_end));
  const auto port = normalized_port(authority.substr(host_end), known);
  if (!host || !port) return std::nullopt;
  if (host->empty() && (known != nullptr || !port->empty())) return std::nullopt;
  return scheme + "://" + *host + *port;
}

}  // namespace asq::api
