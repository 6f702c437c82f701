// WebSocket messages: frames put together (RFC 6455 sections 5.4 to 5.6, 8.1).
//   before: net/ws_frame.cpp
//   after: api/sockets/chat_socket.cpp, api/sockets/person_socket.cpp (on_text)
// Pure. Threads: value.
//
// A text message that comes whole in one piece is handed on where it lies; only an unfinished one
// is kept, and only then is there memory. UTF-8 is checked as it arrives (1007 at the first bad
// byte), sizes before anything is allocated (1009), binary is refused by its header (1003).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "net/ws_frame.hpp"

namespace asq::net {

struct MessageLimits {
  std::size_t bytes = 256 * 1024;  // of a message
  int fragments = 64;              // frames of a message
};

class MessageReader {
 public:
  struct Event {
    enum class Kind : std::uint8_t { more, text, ping, pong, close, fault };
    Kind kind = Kind::more;
    std::string_view payload;  // of text, ping, pong, close; valid until the next call
    WsFault fault;
  };

  // Takes bytes from the front of `input`, up to the end of one message, control frame, or fault;
  // `more` when all of it is taken. After a fault every call is the same fault.
  Event next(std::span<char>& input, const MessageLimits& limits);

  // Bytes of memory that an unfinished message takes.
  [[nodiscard]] std::size_t kept() const { return unfinished_ ? unfinished_->text.capacity() : 0; }
  // A message or a frame has begun and is not whole yet: its clock runs.
  [[nodiscard]] bool unfinished() const;

 private:
  struct Unfinished {
    std::string text;
    Utf8Validator utf8;
    int fragments = 0;       // frames of the open message; 0: none is open
    std::string control;     // payload so far of a control frame
    bool handed_on = false;  // the last event showed it; the next call forgets it
    WsFault fault;           // reason not empty: for good
  };

  Event begin_frame(const FrameHeader& header, const MessageLimits& limits);
  Event take_control(std::string_view payload, bool last);
  Event take_text(std::string_view payload, bool last);
  Event fail(WsFault fault);
  Unfinished& keep();
  void forget_what_was_handed_on();
  [[nodiscard]] int open_fragments() const { return unfinished_ ? unfinished_->fragments : 0; }

  FrameParser parser_;
  // Of the frame being read.
  Opcode opcode_ = Opcode::continuation;
  bool fin_ = false;
  std::unique_ptr<Unfinished> unfinished_;
};

}  // namespace asq::net
