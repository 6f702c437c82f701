// The types that settings have, each with its one spelling in flags, environment and file, and back
// to text. Pure. Threads: values.
//
//   duration  "24h", "90s"     a whole number and s, m, h or d
//   size      "1MiB", "4096B"  a whole number and B, KiB, MiB or GiB
//   rate      "20/1s burst 200" 20 a second on average, 200 at once; without burst: as many as the
//                              count; "0": no limit
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace asq::app {

// Where to serve. Port 0: any that is free.
struct Endpoint {
  std::string host;  // a name or an address, IPv6 without brackets
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

struct Rate {
  std::int64_t count = 0;  // 0: no limit
  std::chrono::seconds per{1};
  std::int64_t burst = 0;
  bool operator==(const Rate&) const = default;
};

// On failure what is expected, to stand behind "it must be": "a whole number and s, m, h or d, ..."
template <class T>
using Parsed = std::expected<T, std::string>;

[[nodiscard]] Parsed<std::int64_t> parse_integer(std::string_view text, std::int64_t least,
                                                 std::int64_t most);
[[nodiscard]] Parsed<std::chrono::seconds> parse_duration(std::string_view text,
                                                          std::chrono::seconds least,
                                                          std::chrono::seconds most);
[[nodiscard]] Parsed<std::size_t> parse_size(std::string_view text, std::size_t least,
                                             std::size_t most);
[[nodiscard]] Parsed<Rate> parse_rate(std::string_view text);
[[nodiscard]] Parsed<bool> parse_switch(std::string_view text);  // on or off
// HOST:PORT, an IPv6 address in brackets: [::1]:8000.
[[nodiscard]] Parsed<Endpoint> parse_endpoint(std::string_view text);
// Commas between the items, spaces around them ignored; empty text is an empty list.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text);
// scheme://host[:port] as browsers send it, or null, or *: each item.
[[nodiscard]] Parsed<std::vector<std::string>> parse_origins(std::string_view text);
// http(s)://host[:port][/prefix] as it is used from then on: scheme and host in lower case, no
// slash at the end. The prefix has only letters, digits and "-._~", which mean the same in a URL,
// in JSON, in HTML and in Markdown. Empty text is no address.
[[nodiscard]] Parsed<std::string> parse_public_url(std::string_view text);
// Addresses and CIDR blocks.
[[nodiscard]] Parsed<std::vector<std::string>> parse_networks(std::string_view text);

// The largest unit that gives a count of at least 2: 24h, 30d, 90s.
[[nodiscard]] std::string format_duration(std::chrono::seconds value);
[[nodiscard]] std::string format_size(std::size_t value);
[[nodiscard]] std::string format_rate(const Rate& value);
[[nodiscard]] std::string format_endpoint(const Endpoint& value);

}  // namespace asq::app
