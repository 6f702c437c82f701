// net/ws_frame and net/ws_message on any bytes. What must hold:
// - the same events however the bytes are split;
// - a text is valid UTF-8, by a judge that is not the reader's own, and within the limits;
// - a close notice without a fault has a code that may be sent;
// - what the encoder makes of a payload, the parser gives back.
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/ws_frame.hpp"
#include "net/ws_message.hpp"

namespace {

using asq::net::MessageReader;
using Kind = MessageReader::Event::Kind;

constexpr asq::net::MessageLimits kLimits{.bytes = 300, .fragments = 4};

void require(bool truth) {
  if (!truth) std::abort();
}

// As ICU sees it.
bool is_utf8(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t size = 0;
  u_strFromUTF8(nullptr, 0, &size, text.data(), static_cast<std::int32_t>(text.size()), &status);
  return status != U_INVALID_CHAR_FOUND;
}

struct Seen {
  Kind kind;
  std::string payload;
  int code = 0;
  bool operator==(const Seen&) const = default;
};

// Feeds `bytes` in pieces of `piece` bytes.
std::vector<Seen> read(std::string bytes, std::size_t piece) {
  std::vector<Seen> seen;
  MessageReader reader;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    std::span<char> input = std::span(bytes).subspan(at, std::min(piece, bytes.size() - at));
    for (;;) {
      const auto event = reader.next(input, kLimits);
      if (event.kind == Kind::more) break;
      if (event.kind == Kind::fault) {
        seen.push_back(
            {Kind::fault, std::string(event.fault.reason), static_cast<int>(event.fault.code)});
        return seen;
      }
      seen.push_back({event.kind, std::string(event.payload), 0});
    }
    require(input.empty());
  }
  return seen;
}

void judge(const Seen& seen) {
  if (seen.kind == Kind::text) {
    require(is_utf8(seen.payload));
    require(seen.payload.size() <= kLimits.bytes);
  } else if (seen.kind != Kind::fault) {
    require(seen.payload.size() <= asq::net::kMaxControlPayload);
  }
  if (seen.kind != Kind::close) return;
  const auto notice = asq::net::read_close(seen.payload);
  if (!notice.fault.empty() || seen.payload.empty()) return;
  require(notice.code >= 1000 && notice.code < 5000);
  require(notice.code != 1005 && notice.code != 1006 && notice.code != 1015);
  require(is_utf8(notice.reason));
}

// The encoder's frame, masked as a client would, comes back.
void check_round_trip(std::string_view payload) {
  std::string frame = asq::net::encode_text_frame(payload);
  const std::size_t header = frame.size() - payload.size();
  frame[1] = static_cast<char>(static_cast<std::uint8_t>(frame[1]) | 0x80U);
  std::array<std::uint8_t, 4> key{0xA1, 0x02, 0xF3, 0x44};
  asq::net::unmask(std::span(frame).subspan(header), key);
  frame.insert(header, "\xA1\x02\xF3\x44");

  asq::net::FrameParser parser;
  std::span<char> input(frame);
  const auto start = parser.next(input);
  require(start.header == asq::net::FrameHeader{true, asq::net::Opcode::text, payload.size()});
  const auto step = parser.next(input);
  require(step.last && std::string_view(step.payload.data(), step.payload.size()) == payload);
}

}  // namespace

// The first byte says into which pieces the rest is cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes(data + 1, data + size);
  const auto whole = read(bytes, std::max<std::size_t>(bytes.size(), 1));
  for (const Seen& seen : whole) judge(seen);
  require(read(bytes, 1) == whole);
  require(read(bytes, 1U + data[0]) == whole);
  check_round_trip(bytes);
  return 0;
}
