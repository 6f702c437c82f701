// WebSocket frames: bytes to frames and back (RFC 6455 section 5).  Stop 1 of life-of-a-message.md
//   before: net/ws_input.cpp      after: net/ws_message.cpp
// Pure, no allocation while reading; a fuzz target. Threads: value.
//
// Takes frames of a client: masked (else 1002), RSV bits zero, known opcodes, control frames
// unfragmented and at most 125 bytes, lengths in their shortest form and below 2^63. Each rule is
// applied at the first byte that shows it, so a length costs nothing but its header.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "net/ws.hpp"

namespace asq::net {

enum class Opcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};
[[nodiscard]] constexpr bool is_control(Opcode opcode) {
  return (static_cast<std::uint8_t>(opcode) & 0x8U) != 0;
}

inline constexpr std::size_t kMaxControlPayload = 125;

struct FrameHeader {
  bool fin = false;
  Opcode opcode = Opcode::continuation;
  std::uint64_t length = 0;
  bool operator==(const FrameHeader&) const = default;
};

// Why a connection fails: the close code that says so, and one public sentence.
struct WsFault {
  CloseCode code = CloseCode::protocol_error;
  std::string_view reason;
};

class FrameParser {
 public:
  struct Step {
    enum class Kind : std::uint8_t {
      more,     // all input is taken
      header,   // a frame begins
      payload,  // the next bytes of it, unmasked in place; `last` with the frame's end
      fault,    // for good: every further step is this fault
    };
    Kind kind = Kind::more;
    FrameHeader header;
    std::span<char> payload;
    bool last = false;
    WsFault fault;
  };

  // Takes bytes from the front of `input`. After each header comes at least one payload step; that
  // of an empty frame is empty.
  Step next(std::span<char>& input);

  // Bytes of a frame have come that is not whole yet.
  [[nodiscard]] bool unfinished() const { return in_payload_ || header_size_ > 0; }
  // Of the payload of the frame that has begun: what is still to come.
  [[nodiscard]] std::uint64_t announced() const { return in_payload_ ? remaining_ : 0; }

 private:
  Step take_header(std::span<char>& input);
  Step take_payload(std::span<char>& input);
  Step fail(std::string_view reason);
  // What the header bytes so far already violate; empty: nothing.
  [[nodiscard]] std::string_view violation() const;
  // Of the whole header, as its first two bytes tell.
  [[nodiscard]] std::size_t wanted() const;
  [[nodiscard]] std::uint64_t length() const;

  std::uint64_t remaining_ = 0;
  std::string_view fault_;
  std::array<std::uint8_t, 4> key_{};  // rotated to the next payload byte
  std::array<std::uint8_t, 14> header_{};
  std::uint8_t header_size_ = 0;
  bool in_payload_ = false;
};

// XORs `bytes` with the repeated key, and rotates the key to where the next bytes go on.
void unmask(std::span<char> bytes, std::array<std::uint8_t, 4>& key);

// A whole frame from server to client: FIN set, unmasked.
[[nodiscard]] std::string encode_frame(Opcode opcode, std::string_view payload);

// The reason is cut to what a control frame holds, at the end of a character.
[[nodiscard]] std::string encode_close(CloseCode code, std::string_view reason);

// What a close frame says. Code 0: it has none.
struct CloseNotice {
  std::uint16_t code = 0;
  std::string_view reason;
  std::string_view fault;  // not empty: the notice itself breaks the protocol ...
  CloseCode fault_code = CloseCode::protocol_error;  // ... and is answered by this
};
// Codes that may not stand in a frame are faults (section 7.4), so is a payload of one byte; a
// reason that is no UTF-8 is one with 1007.
[[nodiscard]] CloseNotice read_close(std::string_view payload);

}  // namespace asq::net
