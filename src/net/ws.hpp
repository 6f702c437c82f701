// A WebSocket as the layers above see it (RFC 6455). Framing, pings, limits and the close handshake
// are net's own. Threads: everything on the connection's loop.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/frame.hpp"

namespace asq::net {

class Loop;

enum class Push : std::uint8_t { accepted, full };

// Close codes of RFC 6455 section 7.4 and of the contract (docs/api.md).
enum class CloseCode : std::uint16_t {
  normal = 1000,
  protocol_error = 1002,
  unsupported_data = 1003,
  invalid_utf8 = 1007,
  message_too_big = 1009,
  internal_error = 1011,
  service_restart = 1012,
  session_ended = 4401,
  removed_from_chat = 4403,
  stalled = 4408,
  too_many_sockets = 4409,
  flooding = 4429,
};

// The open connection, as its handler uses it. Outlives the handler.
class WsConnection {
 public:
  virtual ~WsConnection() = default;
  // Queues a complete encoded frame; it leaves with the flush at the end of this loop turn. `full`:
  // nothing was queued; on_drained() follows when the outbox is empty again. A frame pushed into an
  // empty outbox is always accepted.
  virtual Push push(Frame frame) = 0;
  // The same for what was read from the store and can be read again: `full` at a quarter of the
  // bound already, so that many peers who come back and read nothing take little memory.
  virtual Push push_stored(Frame frame) = 0;
  // Encodes one text message and queues it, whatever the bound says: for a reply to the peer's own
  // command, of which at most a bounded number is under way.
  virtual void reply(std::string text) = 0;
  // Starts the close handshake after what is queued. Repeats do nothing.
  virtual void close(CloseCode code, std::string_view reason) = 0;
  // Stops and resumes reading from the socket (back-pressure towards the peer).
  virtual void pause_reading() = 0;
  virtual void resume_reading() = 0;
  [[nodiscard]] virtual Loop& loop() = 0;
};

// The session behind a socket. The connection owns it, and destroys it after on_close().
class WsHandler {
 public:
  virtual ~WsHandler() = default;
  // The 101 is queued; frames may be pushed.
  virtual void on_open(WsConnection& connection) = 0;
  // A complete text message, valid UTF-8, at most the configured size. The view ends with the call.
  virtual void on_text(std::string_view text) = 0;
  // Nothing more is to be begun: close with this code as soon as what is under way is answered.
  // `reason` is a literal.
  virtual void finish(CloseCode code, std::string_view reason) = 0;
  // The outbox refused a push before and is empty now.
  virtual void on_drained() = 0;
  // About once a second, for deadlines.
  virtual void on_sweep(SteadyTime /*now*/) {}
  // The process was paused for `lost`: deadlines move on by as much.
  virtual void on_pause(SteadyTime::duration /*lost*/) {}
  // The connection is gone, or is about to go; called once, the last call.
  virtual void on_close() = 0;
};

// One whole text frame from server to client, ready to be shared (RFC 6455 section 5.2; unmasked,
// FIN set).
[[nodiscard]] std::string encode_text_frame(std::string_view payload);

}  // namespace asq::net
