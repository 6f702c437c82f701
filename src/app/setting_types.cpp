#include "app/setting_types.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>
#include <span>

#include "api/http/client_address.hpp"
#include "api/http/origins.hpp"
#include "net/ascii.hpp"

namespace asq::app {
namespace {

constexpr std::int64_t kMaxCount = 1'000'000'000;
constexpr std::size_t kMaxPublicUrlBytes = 1024;
constexpr std::size_t kMaxHostNameBytes = 253;

struct Unit {
  std::string_view name;
  std::int64_t factor;
};
constexpr std::array<Unit, 4> kTimeUnits{{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86'400}}};
constexpr std::array<Unit, 4> kSizeUnits{
    {{"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}, {"GiB", 1024 * 1024 * 1024}}};

// Digits only: no sign, no space, no leading '+'.
std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || text.front() == '-' || error != std::errc() || stop != end) return {};
  return number;
}

// "90s" -> 90. nullopt: not of that form, or beyond what 64 bits hold.
std::optional<std::int64_t> read_with_unit(std::string_view text, std::span<const Unit> units) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = read_number(text.substr(0, digits));
  const auto unit = std::ranges::find(units, text.substr(digits), &Unit::name);
  std::int64_t product = 0;
  if (!number || unit == units.end() || __builtin_mul_overflow(*number, unit->factor, &product)) {
    return {};
  }
  return product;
}

std::string format_with_unit(std::int64_t value, std::span<const Unit> units, std::int64_t least) {
  for (auto unit = units.rbegin(); unit != units.rend(); ++unit) {
    if (value % unit->factor == 0 && value / unit->factor >= least) {
      return fmt::format("{}{}", value / unit->factor, unit->name);
    }
  }
  return fmt::format("{}{}", value, units.front().name);
}

bool is_letter_digit_or(char character, std::string_view others) {
  return net::is_alpha(character) || net::is_digit(character) || others.contains(character);
}

// In brackets, without a zone.
bool is_ipv6_host(std::string_view text) {
  if (text.size() < 4 || text.back() != ']' || text.contains('%')) return false;
  boost::system::error_code error;
  boost::asio::ip::make_address_v6(text.substr(1, text.size() - 2), error);
  return !error;
}

bool is_url_host(std::string_view text) {
  if (text.starts_with('[')) return is_ipv6_host(text);
  return !text.empty() && text.size() <= kMaxHostNameBytes && !text.starts_with('.') &&
         !text.contains("..") && std::ranges::all_of(text, [](char character) {
           return is_letter_digit_or(character, "-._");
         });
}

// host, or host:port.
bool is_authority(std::string_view text) {
  const auto bracket = text.rfind(']');
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return is_url_host(text);
  const auto port = read_number(text.substr(colon + 1));
  return port && *port >= 1 && *port <= 65'535 && is_url_host(text.substr(0, colon));
}

bool is_path_segment(std::string_view text) {
  return !text.empty() && text != "." && text != ".." &&
         std::ranges::all_of(text,
                             [](char character) { return is_letter_digit_or(character, "-._~"); });
}

// Empty, or /segment as often as wanted.
bool is_path_prefix(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('/', 1), text.size());
    if (!is_path_segment(text.substr(1, end - 1))) return false;
    text.remove_prefix(end);
  }
  return true;
}

}  // namespace

Parsed<std::int64_t> parse_integer(std::string_view text, std::int64_t least, std::int64_t most) {
  const auto number = read_number(text);
  if (!number || *number < least || *number > most) {
    return std::unexpected(fmt::format("a whole number from {} to {}", least, most));
  }
  return *number;
}

Parsed<std::chrono::seconds> parse_duration(std::string_view text, std::chrono::seconds least,
                                            std::chrono::seconds most) {
  const auto count = read_with_unit(text, kTimeUnits);
  if (!count || *count < least.count() || *count > most.count()) {
    return std::unexpected(fmt::format("a whole number and s, m, h or d, from {} to {}",
                                       format_duration(least), format_duration(most)));
  }
  return std::chrono::seconds(*count);
}

Parsed<std::size_t> parse_size(std::string_view text, std::size_t least, std::size_t most) {
  const auto bytes = read_with_unit(text, kSizeUnits);
  if (!bytes || static_cast<std::size_t>(*bytes) < least ||
      static_cast<std::size_t>(*bytes) > most) {
    return std::unexpected(fmt::format("a whole number and B, KiB, MiB or GiB, from {} to {}",
                                       format_size(least), format_size(most)));
  }
  return static_cast<std::size_t>(*bytes);
}

Parsed<Rate> parse_rate(std::string_view text) {
  const auto expected = std::unexpected<std::string>(
      R"(COUNT/DURATION, perhaps with "burst COUNT" behind it, such as "20/1m burst 40", or 0 for )"
      "no limit");
  if (text == "0") return Rate{};
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return expected;
  const auto count = read_number(text.substr(0, slash));
  std::string_view rest = text.substr(slash + 1);
  const auto space = std::min(rest.find(' '), rest.size());
  const auto per = read_with_unit(rest.substr(0, space), kTimeUnits);
  rest = net::trim_blanks(rest.substr(space));
  std::optional<std::int64_t> burst = count;
  if (!rest.empty()) {
    if (!rest.starts_with("burst ")) return expected;
    burst = read_number(net::trim_blanks(rest.substr(6)));
  }
  const auto sane = [](const std::optional<std::int64_t>& value) {
    return value && *value >= 1 && *value <= kMaxCount;
  };
  if (!sane(count) || !sane(per) || !sane(burst)) return expected;
  return Rate{*count, std::chrono::seconds(*per), *burst};
}

Parsed<bool> parse_switch(std::string_view text) {
  if (text == "on" || text == "true") return true;
  if (text == "off" || text == "false") return false;
  return std::unexpected("on or off");
}

Parsed<Endpoint> parse_endpoint(std::string_view text) {
  const auto colon = text.rfind(':');
  const auto expected = std::unexpected<std::string>(
      "HOST:PORT, such as 127.0.0.1:8000 or [::1]:8000, the port from 0 to 65535");
  if (colon == std::string_view::npos || colon == 0) return expected;
  std::string_view host = text.substr(0, colon);
  const auto port = read_number(text.substr(colon + 1));
  if (!port || *port > 65'535) return expected;
  if (host.front() == '[') {
    if (host.size() < 4 || host.back() != ']') return expected;
    host = host.substr(1, host.size() - 2);
    boost::system::error_code error;
    boost::asio::ip::make_address_v6(host, error);
    if (error) return expected;
  } else if (host.find_first_of(":[]/ ") != std::string_view::npos) {
    return expected;
  }
  return Endpoint{std::string(host), static_cast<std::uint16_t>(*port)};
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view item = net::trim_blanks(text.substr(0, comma));
    if (!item.empty()) items.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return items;
}

Parsed<std::vector<std::string>> parse_origins(std::string_view text) {
  auto items = split_list(text);
  if (!std::ranges::all_of(items, api::Origins::well_formed)) {
    return std::unexpected(
        "a list of origins as browsers send them, such as https://chat.example.com or "
        "capacitor://localhost, without a path, or null, or * for any");
  }
  return items;
}

Parsed<std::string> parse_public_url(std::string_view text) {
  if (text.empty()) return std::string();
  const auto expected = std::unexpected<std::string>(
      "an absolute http or https URL, such as https://chat.example.com or "
      "https://example.com/chat-server, without user, query and fragment; its path may have "
      "letters, "
      "digits, -, ., _ and ~");
  const auto colon = text.find("://");
  if (colon == std::string_view::npos || text.size() > kMaxPublicUrlBytes) return expected;
  const std::string scheme = net::lower_case(text.substr(0, colon));
  const std::string_view rest = text.substr(colon + 3);
  const auto slash = std::min(rest.find('/'), rest.size());
  const std::string authority = net::lower_case(rest.substr(0, slash));
  std::string_view prefix = rest.substr(slash);
  if (prefix.ends_with('/')) prefix.remove_suffix(1);
  const bool web = scheme == "http" || scheme == "https";
  if (!web || !is_authority(authority) || !is_path_prefix(prefix)) return expected;
  return fmt::format("{}://{}{}", scheme, authority, prefix);
}

Parsed<std::vector<std::string>> parse_networks(std::string_view text) {
  auto items = split_list(text);
  // Asks who will use them: what passed here and was not understood there would be trusted by
  // nobody.
  if (!std::ranges::all_of(items, api::TrustedProxies::well_formed)) {
    return std::unexpected("a list of addresses or blocks, such as 10.0.0.0/8, ::1");
  }
  return items;
}

std::string format_duration(std::chrono::seconds value) {
  return format_with_unit(value.count(), kTimeUnits, 2);
}

std::string format_size(std::size_t value) {
  return format_with_unit(static_cast<std::int64_t>(value), kSizeUnits, 1);
}

std::string format_rate(const Rate& value) {
  if (value.count == 0) return "0";
  return fmt::format("{}/{} burst {}", value.count, format_duration(value.per), value.burst);
}

std::string format_endpoint(const Endpoint& value) {
  const bool bracketed = value.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", bracketed ? "[" : "", value.host, bracketed ? "]" : "",
                     value.port);
}

}  // namespace asq::app
