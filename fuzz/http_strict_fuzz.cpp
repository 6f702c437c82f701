// net/http_strict, net/http_parser and net/http_body on any bytes. What must hold:
// - a refusal or a header found in a prefix is the same in the whole;
// - what passes has one framing, a host, and no bytes that another reader could take otherwise;
// - Beast reads the same method, target and number of fields from it, or refuses it;
// - a chunked body gives the same bytes however it is split.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "net/http_body.hpp"
#include "net/http_parser.hpp"
#include "net/http_strict.hpp"

namespace {

using asq::net::BodyReader;
using asq::net::HeadScan;

constexpr asq::net::HeadLimits kLimits{.bytes = 1024, .fields = 8, .request_line = 256};

void require(bool truth) {
  if (!truth) std::abort();
}

void check_prefixes(std::string_view input, const HeadScan& whole) {
  const std::size_t step = 1 + input.size() / 256;
  for (std::size_t size = 0; size < input.size(); size += step) {
    const HeadScan part = scan_head(input.substr(0, size), kLimits);
    if (part.kind == HeadScan::Kind::more) continue;
    require(part.kind == whole.kind && part.fault == whole.fault);
    require(part.head.size == whole.head.size);
  }
}

void check_head(std::string_view raw, const asq::net::StrictHead& head) {
  require(raw.size() <= kLimits.bytes && raw.ends_with("\r\n\r\n"));
  require(!head.chunked || (!head.content_length && head.minor_version == 1));
  require(!head.authority.empty() || head.minor_version == 0);
  require(head.path.starts_with('/') && head.path.find_first_of(" #\t") == std::string_view::npos);
  for (const char c : raw) {
    require(c == '\r' || c == '\n' || c == '\t' || static_cast<unsigned char>(c) >= 0x20);
  }
  const auto parsed = asq::net::parse_head(raw, head);
  if (!parsed) return;
  require(parsed->method == head.method);
  const auto lines = std::ranges::count(raw, '\n') - 2;
  require(static_cast<std::ptrdiff_t>(parsed->headers.size()) == lines);
  require(parsed->find_all("Host").size() <= 1 && parsed->find_all("Content-Length").size() <= 1);
}

struct Body {
  std::string data;
  std::size_t taken = 0;
  bool done = false;
  std::string_view fault;
  bool operator==(const Body&) const = default;
};

Body read_chunks(std::string_view bytes, std::size_t piece) {
  Body body;
  BodyReader reader = BodyReader::chunked();
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::string_view input = bytes.substr(at, piece);
    while (!input.empty()) {
      const std::size_t before = input.size();
      const auto step = reader.next(input);
      body.data += step.data;
      body.taken += before - input.size();
      body.done = step.done;
      body.fault = step.fault;
      if (body.done || !body.fault.empty()) return body;
    }
  }
  return body;
}

}  // namespace

// The first byte says into which pieces a body is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(data + 1, data + size);
  const std::string_view input = text;
  const HeadScan whole = scan_head(input, kLimits);
  check_prefixes(input, whole);
  std::string_view rest = input;
  if (whole.kind == HeadScan::Kind::head) {
    check_head(input.substr(0, whole.head.size), whole.head);
    rest.remove_prefix(whole.head.size);
  }
  const Body body = read_chunks(rest, std::max<std::size_t>(rest.size(), 1));
  require(body == read_chunks(rest, 1));
  require(body == read_chunks(rest, 1U + data[0]));
  return 0;
}
