#include "net/http_strict.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "net/ascii.hpp"
#include "net/http_target.hpp"
#include "net/ws_handshake.hpp"

namespace asq::net {
namespace {

// Methods that a server may know (the registry of RFC 9110 section 16.1.1, as Beast lists it).
constexpr std::array<std::string_view, 33> kMethods{
    "GET",       "HEAD",       "POST",     "PUT",         "DELETE",   "PATCH",  "OPTIONS",
    "CONNECT",   "TRACE",      "COPY",     "LOCK",        "MKCOL",    "MOVE",   "PROPFIND",
    "PROPPATCH", "SEARCH",     "UNLOCK",   "BIND",        "REBIND",   "UNBIND", "ACL",
    "REPORT",    "MKACTIVITY", "CHECKOUT", "MERGE",       "M-SEARCH", "NOTIFY", "SUBSCRIBE",
    "PURGE",     "MKCALENDAR", "LINK",     "UNSUBSCRIBE", "UNLINK"};

using Fault = std::optional<HttpFault>;

Fault bad(std::string_view reason) { return HttpFault{400, reason}; }

// Collects what the fields say; each add() may refuse, finish() judges the whole.
class FieldRules {
 public:
  explicit FieldRules(StrictHead& head) : head_(head) {}

  Fault add(std::string_view name, std::string_view value) {
    if (equals_ignoring_case(name, "Host")) return add_host(value);
    if (equals_ignoring_case(name, "Content-Length")) return add_length(value);
    if (equals_ignoring_case(name, "Transfer-Encoding")) return add_codings(value);
    if (equals_ignoring_case(name, "Expect")) return add_expectation(value);
    if (equals_ignoring_case(name, "Connection")) {
      close_ = close_ || has_token(value, "close");
      keep_alive_ = keep_alive_ || has_token(value, "keep-alive");
    }
    return std::nullopt;
  }

  Fault finish() {
    const bool old = head_.minor_version == 0;
    if (!host_ && !old) return bad("The Host header is missing.");
    if (head_.authority.empty()) head_.authority = host_.value_or("");
    if (auto fault = finish_codings(old)) return fault;
    if (other_expectation_) return HttpFault{417, "The Expect header must be 100-continue."};
    if (old) head_.expects_continue = false;
    head_.keep_alive = !close_ && (!old || keep_alive_);
    return std::nullopt;
  }

 private:
  Fault add_host(std::string_view value) {
    if (host_) return bad("The Host header is given twice.");
    if (!is_valid_authority(value)) return bad("The Host header is not valid.");
    host_ = value;
    return std::nullopt;
  }

  Fault add_length(std::string_view value) {
    if (head_.content_length) return bad("The Content-Length header is given twice.");
    std::uint64_t length = 0;
    const auto* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, length);
    const bool leading_zero = value.size() > 1 && value.front() == '0';
    if (error != std::errc() || stop != end || leading_zero || length > kMaxLength) {
      return bad("The Content-Length header is not valid.");
    }
    head_.content_length = length;
    return std::nullopt;
  }

  // A list, which may go on in the next field.
  Fault add_codings(std::string_view list) {
    for (;;) {
      const std::size_t comma = std::min(list.find(','), list.size());
      const std::string_view coding = trim_blanks(list.substr(0, comma));
      if (head_.chunked) return bad("The last Transfer-Encoding must be chunked, once.");
      if (equals_ignoring_case(coding, "chunked")) {
        head_.chunked = true;
      } else if (is_token(coding)) {
        other_coding_ = true;
      } else {
        return bad("The only supported Transfer-Encoding is chunked.");
      }
      if (comma == list.size()) return std::nullopt;
      list.remove_prefix(comma + 1);
    }
  }

  // Where the body ends comes first: without that it is 400, whatever the codings are (RFC 9112
  // section 6.3).
  Fault finish_codings(bool old) const {
    if (!head_.chunked && !other_coding_) return std::nullopt;
    if (old) return bad("Transfer-Encoding needs HTTP/1.1.");
    if (head_.content_length) {
      return bad("A request can't have both Transfer-Encoding and Content-Length.");
    }
    if (!head_.chunked) return bad("The last Transfer-Encoding must be chunked, once.");
    if (other_coding_) {
      return HttpFault{501, "The only supported Transfer-Encoding is chunked, alone."};
    }
    return std::nullopt;
  }

  Fault add_expectation(std::string_view value) {
    if (equals_ignoring_case(value, "100-continue")) {
      head_.expects_continue = true;
    } else {
      other_expectation_ = true;
    }
    return std::nullopt;
  }

  static constexpr std::uint64_t kMaxLength = INT64_MAX;

  StrictHead& head_;
  std::optional<std::string_view> host_;
  bool other_coding_ = false;
  bool close_ = false;
  bool keep_alive_ = false;
  bool other_expectation_ = false;
};

Fault read_version(std::string_view text, StrictHead& head) {
  const bool shaped = text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) &&
                      text[6] == '.' && is_digit(text[7]);
  if (!shaped) return bad("The request line is malformed.");
  if (text[5] != '1' || text[7] > '1') {
    return HttpFault{505, "This server supports HTTP/1.0 and HTTP/1.1 only."};
  }
  head.minor_version = text[7] - '0';
  return std::nullopt;
}

Fault read_request_line(std::string_view line, StrictHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return bad("The request line is malformed.");
  }
  head.method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (!is_token(head.method)) return bad("The method is malformed.");
  if (auto fault = read_version(line.substr(last + 1), head)) return fault;
  if (std::ranges::find(kMethods, head.method) == kMethods.end()) {
    return HttpFault{501, "The method is unknown."};
  }
  if (head.method == "CONNECT") return bad("This server does not support CONNECT.");
  const auto parts = split_target(target);
  if (!parts) return bad("The request target is malformed.");
  head.path = parts->path;
  head.query = parts->query;
  head.authority = parts->authority;
  return std::nullopt;
}

Fault read_field(std::string_view line, FieldRules& rules) {
  if (line.front() == ' ' || line.front() == '\t')
    return bad("A header field must not span lines.");
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return bad("A header field is malformed.");
  }
  return rules.add(line.substr(0, colon), trim_blanks(line.substr(colon + 1)));
}

struct Line {
  std::string_view text;
  bool ended = false;
  Fault fault;
};

// The line at the start of `input`, without its CRLF; of a line that has not ended, only its
// characters are judged.
Line take_line(std::string_view input) {
  const auto* const stop = std::ranges::find_if_not(input, is_line_character);
  const auto size = static_cast<std::size_t>(stop - input.begin());
  const std::string_view end = input.substr(size);
  if (end.empty() || end == "\r") return {.text = input, .ended = false, .fault = {}};
  if (end.starts_with("\r\n")) return {.text = input.substr(0, size), .ended = true, .fault = {}};
  if (end.front() == '\r' || end.front() == '\n') {
    return {.text = {}, .ended = false, .fault = bad("A header line doesn't end in CR LF.")};
  }
  return {.text = {}, .ended = false, .fault = bad("The header has a control character.")};
}

HeadScan refuse(HttpFault fault) {
  return {.kind = HeadScan::Kind::fault, .head = {}, .fault = fault};
}

}  // namespace

HeadScan scan_head(std::string_view input, const HeadLimits& limits) {
  HeadScan scan;
  FieldRules rules(scan.head);
  const std::string_view within = input.substr(0, limits.bytes);
  std::size_t at = 0;
  for (std::size_t lines = 0;; ++lines) {
    const std::size_t most = lines == 0 ? limits.request_line + 2 : limits.bytes;
    const std::string_view seen = within.substr(at, most);
    const Line line = take_line(seen);
    if (line.fault) return refuse(*line.fault);
    if (!line.ended) {
      if (lines == 0 && seen.size() == most) return refuse({414, "The request line is too long."});
      if (input.size() < limits.bytes) return {};
      return refuse({431, "The request header is too long."});
    }
    at += line.text.size() + 2;
    Fault fault;
    if (lines == 0) {
      fault = read_request_line(line.text, scan.head);
    } else if (line.text.empty()) {
      fault = rules.finish();
      scan.kind = HeadScan::Kind::head;
      scan.head.size = at;
    } else if (lines > limits.fields) {
      fault = HttpFault{431, "The request has too many header fields."};
    } else {
      fault = read_field(line.text, rules);
    }
    if (fault) return refuse(*fault);
    if (scan.kind == HeadScan::Kind::head) return scan;
  }
}

}  // namespace asq::net
