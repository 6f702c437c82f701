// The strict layer: raw header bytes, before any parser may repair them (RFC 9112). What passes
// here has one reading only. Pure; a fuzz target. Threads: any.
//
// 400: a bare LF or CR, a control character, a malformed request line, a folded field, a space
//      before the colon, not exactly one valid Host (on 1.0 at most one), any Transfer-Encoding but
//      one `chunked` of 1.1 without Content-Length, a Content-Length that is doubled, a list, or
//      has leading zeros, a fragment or `*` as target, CONNECT
// 414, 431: the request line or the whole is too long, or has too many fields
// 417: an expectation other than 100-continue     505: another version
// 501: an unknown method, or a registered transfer coding before `chunked` (`gzip, chunked`)
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace asq::net {

struct HeadLimits {
  std::size_t bytes = 16 * 1024;  // request line and fields, with the empty line
  std::size_t fields = 64;
  std::size_t request_line = 8000;  // without its CR LF (RFC 9112 section 3)
};

struct HttpFault {
  int status = 400;
  std::string_view reason;  // one public sentence
  bool operator==(const HttpFault&) const = default;
};

// What the rest of net/ needs of a header, besides the fields themselves.
struct StrictHead {
  std::size_t size = 0;  // of the header in the input, with its empty line
  std::string_view method;
  std::string_view path;       // of the target; "/" for an absolute form without one
  std::string_view query;      // behind '?'
  std::string_view authority;  // of an absolute-form target, else of the Host field
  int minor_version = 1;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool expects_continue = false;
  bool keep_alive = true;  // as version and Connection say
};

struct HeadScan {
  enum class Kind : std::uint8_t { more, head, fault };
  Kind kind = Kind::more;
  StrictHead head;  // its views lie in the input
  HttpFault fault;
};

// Reads `input` from the start of a request (an empty line before it is already taken away).
// A fault or a head is final: further bytes change neither.
[[nodiscard]] HeadScan scan_head(std::string_view input, const HeadLimits& limits);

}  // namespace asq::net
