// Request targets and authorities (RFC 9112 section 3.2, RFC 3986 section 3.2). Pure. Threads: any.
#pragma once

#include <optional>
#include <string_view>

namespace asq::net {

struct TargetParts {
  std::string_view authority;  // of an absolute form, else empty
  std::string_view path;       // begins with '/'
  std::string_view query;      // behind the first '?'
};

// Origin form ("/path?query") and absolute form ("http://host/path"). Nothing for a fragment, the
// asterisk and authority forms, another scheme, user information, or bytes that are no printable
// ASCII.
[[nodiscard]] std::optional<TargetParts> split_target(std::string_view target);

// host [":" port]: a name, an IPv4 address, or an IPv6 address in brackets. Not empty.
[[nodiscard]] bool is_valid_authority(std::string_view authority);

}  // namespace asq::net
