#include "net/ws_frame.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/utf8.hpp"

namespace asq::net {
namespace {

constexpr std::uint8_t kFin = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::uint8_t kLength16 = 126;
constexpr std::uint8_t kLength64 = 127;

std::uint64_t big_endian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = value << 8U | bytes[i];
  return value;
}

void append_big_endian(std::string& out, std::uint64_t value, unsigned count) {
  for (unsigned i = count; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

bool known(std::uint8_t opcode) { return opcode <= 0x2 || (opcode >= 0x8 && opcode <= 0xA); }

}  // namespace

FrameParser::Step FrameParser::next(std::span<char>& input) {
  if (!fault_.empty()) return fail(fault_);
  return in_payload_ ? take_payload(input) : take_header(input);
}

FrameParser::Step FrameParser::take_header(std::span<char>& input) {
  while (header_size_ < wanted()) {
    if (input.empty()) return {};
    header_[header_size_++] = static_cast<std::uint8_t>(input.front());
    input = input.subspan(1);
    if (const auto reason = violation(); !reason.empty()) return fail(reason);
  }
  Step step{.kind = Step::Kind::header, .header = {}, .payload = {}, .fault = {}};
  step.header.fin = (header_[0] & kFin) != 0;
  step.header.opcode = static_cast<Opcode>(header_[0] & 0x0FU);
  step.header.length = remaining_ = length();
  std::copy_n(header_.begin() + (header_size_ - 4), 4, key_.begin());
  header_size_ = 0;
  in_payload_ = true;
  return step;
}

FrameParser::Step FrameParser::take_payload(std::span<char>& input) {
  if (input.empty() && remaining_ > 0) return {};
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(remaining_, input.size()));
  Step step{.kind = Step::Kind::payload, .header = {}, .payload = input.first(size), .fault = {}};
  input = input.subspan(size);
  unmask(step.payload, key_);
  remaining_ -= size;
  step.last = remaining_ == 0;
  in_payload_ = !step.last;
  return step;
}

FrameParser::Step FrameParser::fail(std::string_view reason) {
  fault_ = reason;
  return {.kind = Step::Kind::fault,
          .header = {},
          .payload = {},
          .fault = {CloseCode::protocol_error, reason}};
}

std::size_t FrameParser::wanted() const {
  if (header_size_ < 2) return 2;
  switch (header_[1] & 0x7FU) {
    case kLength16: return 8;
    case kLength64: return 14;
    default: return 6;
  }
}

std::uint64_t FrameParser::length() const {
  const std::uint8_t small = header_[1] & 0x7FU;
  if (small == kLength16) return big_endian(&header_[2], 2);
  if (small == kLength64) return big_endian(&header_[2], 8);
  return small;
}

std::string_view FrameParser::violation() const {
  const auto opcode = static_cast<std::uint8_t>(header_[0] & 0x0FU);
  const bool control = is_control(static_cast<Opcode>(opcode));
  const std::uint8_t small = header_[1] & 0x7FU;
  if (header_size_ == 1) {
    if ((header_[0] & kReserved) != 0) return "A reserved bit is set.";
    if (!known(opcode)) return "The opcode is unknown.";
    if (control && (header_[0] & kFin) == 0) return "A control frame is fragmented.";
  } else if (header_size_ == 2) {
    if ((header_[1] & kMasked) == 0) return "A frame from the client is not masked.";
    if (control && small > kMaxControlPayload) return "A control frame is longer than 125 bytes.";
  } else if (header_size_ == 3 && small == kLength64) {
    if ((header_[2] & 0x80U) != 0) return "A frame's length is 2^63 or more.";
  } else if (header_size_ == 4 && small == kLength16) {
    if (length() < kLength16) return "A frame's length is not in its shortest form.";
  } else if (header_size_ == 10 && small == kLength64) {
    if (length() <= 0xFFFF) return "A frame's length is not in its shortest form.";
  }
  return {};
}

void unmask(std::span<char> bytes, std::array<std::uint8_t, 4>& key) {
  const std::array<std::uint8_t, 8> doubled{key[0], key[1], key[2], key[3],
                                            key[0], key[1], key[2], key[3]};
  const auto wide = std::bit_cast<std::uint64_t>(doubled);
  std::size_t at = 0;
  for (; bytes.size() - at >= sizeof wide; at += sizeof wide) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    word ^= wide;
    std::memcpy(bytes.data() + at, &word, sizeof word);
  }
  std::size_t used = 0;
  for (; at < bytes.size(); ++at, ++used) {
    bytes[at] = static_cast<char>(static_cast<std::uint8_t>(bytes[at]) ^ key[used % 4]);
  }
  std::ranges::rotate(key, key.begin() + static_cast<std::ptrdiff_t>(used % 4));
}

std::string encode_frame(Opcode opcode, std::string_view payload) {
  std::string frame;
  frame.reserve(payload.size() + 10);
  frame.push_back(static_cast<char>(kFin | static_cast<std::uint8_t>(opcode)));
  if (payload.size() < kLength16) {
    frame.push_back(static_cast<char>(payload.size()));
  } else if (payload.size() <= 0xFFFF) {
    frame.push_back(static_cast<char>(kLength16));
    append_big_endian(frame, payload.size(), 2);
  } else {
    frame.push_back(static_cast<char>(kLength64));
    append_big_endian(frame, payload.size(), 8);
  }
  frame.append(payload);
  return frame;
}

std::string encode_text_frame(std::string_view payload) {
  return encode_frame(Opcode::text, payload);
}

std::string encode_close(CloseCode code, std::string_view reason) {
  std::string payload;
  append_big_endian(payload, static_cast<std::uint16_t>(code), 2);
  payload.append(cut_at_character(reason, kMaxControlPayload - 2));
  return encode_frame(Opcode::close, payload);
}

CloseNotice read_close(std::string_view payload) {
  if (payload.empty()) return {};
  CloseNotice notice;
  if (payload.size() == 1) {
    notice.fault = "A close frame has half a code.";
    return notice;
  }
  notice.code = static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8U |
                                           static_cast<std::uint8_t>(payload[1]));
  notice.reason = payload.substr(2);
  const auto code = notice.code;
  const bool assigned = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
  if (!assigned && (code < 3000 || code > 4999)) {
    notice.fault = "A close frame has a code that may not be sent.";
    return notice;
  }
  if (!is_valid_utf8(notice.reason)) {
    notice.fault = "The reason of a close frame is not UTF-8.";
    notice.fault_code = CloseCode::invalid_utf8;
  }
  return notice;
}

}  // namespace asq::net
