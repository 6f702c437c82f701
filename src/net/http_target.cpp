#include "net/http_target.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "net/ascii.hpp"

namespace asq::net {
namespace {

bool is_printable(char c) { return c > ' ' && c < '\x7F'; }

bool is_name_character(char c) {
  return is_alpha(c) || is_digit(c) || c == '.' || c == '-' || c == '_';
}

bool is_address_character(char c) { return is_hex_digit(c) || c == ':' || c == '.'; }

bool is_valid_port(std::string_view port) {
  std::uint16_t number = 0;
  const auto* end = port.data() + port.size();
  const auto [stop, error] = std::from_chars(port.data(), end, number);
  return error == std::errc() && stop == end;
}

// Takes the scheme away, case-insensitively.
bool strip_scheme(std::string_view& target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (equals_ignoring_case(target.substr(0, scheme.size()), scheme)) {
      target.remove_prefix(scheme.size());
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<TargetParts> split_target(std::string_view target) {
  if (!std::ranges::all_of(target, is_printable)) return std::nullopt;
  if (target.find('#') != std::string_view::npos) return std::nullopt;
  TargetParts parts;
  if (!target.starts_with('/')) {
    if (!strip_scheme(target)) return std::nullopt;
    const auto end = std::min(target.find_first_of("/?"), target.size());
    parts.authority = target.substr(0, end);
    if (!is_valid_authority(parts.authority)) return std::nullopt;
    target.remove_prefix(end);
  }
  const auto mark = std::min(target.find('?'), target.size());
  parts.path = mark == 0 ? std::string_view("/") : target.substr(0, mark);
  parts.query = target.substr(std::min(mark + 1, target.size()));
  return parts;
}

bool is_valid_authority(std::string_view authority) {
  std::size_t host_end = 0;
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos || bracket < 3) return false;
    if (!std::ranges::all_of(authority.substr(1, bracket - 1), is_address_character)) return false;
    host_end = bracket + 1;
  } else {
    const auto* const stop = std::ranges::find_if_not(authority, is_name_character);
    host_end = static_cast<std::size_t>(stop - authority.begin());
    if (host_end == 0) return false;
  }
  const std::string_view rest = authority.substr(host_end);
  if (rest.empty() || rest == ":") return true;
  return rest.front() == ':' && is_valid_port(rest.substr(1));
}

}  // namespace asq::net
