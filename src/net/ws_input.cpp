// From the bytes of a WebSocket to its handler. Part of net/ws_connection.hpp.
//                                                              Stop 1 of docs/life-of-a-message.md
//   before: net/channel.cpp      after: net/ws_frame.cpp, net/ws_message.cpp; with a whole message
//   api/sockets/chat_socket.cpp, api/sockets/person_socket.cpp (on_text)
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "net/ws_connection.hpp"

namespace asq::net {

// What throws has lost what it had read: nothing behind that can be understood.
void OpenWebSocket::on_ready(std::uint32_t events) try {
  if ((events & EPOLLOUT) != 0) home_.loop().flush_soon(*this);
  if ((events & EPOLLIN) != 0 && channel_.watches_input()) return read();
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) die();
} catch (...) {
  die();
  throw;
}

void OpenWebSocket::read() {
  const Read got = channel_.read();
  switch (got.result) {
    case ReadResult::nothing_now: return;
    case ReadResult::gone: return die();
    case ReadResult::end:
      if (phase_ != Phase::lingering || channel_.outbox().empty()) return die();
      break;
    case ReadResult::data:
      heard_ = home_.now();
      take(got.bytes);
      break;
  }
  settle();
}

void OpenWebSocket::take(std::span<char> bytes) {
  const ServerLimits& limits = home_.limits();
  while (phase_ == Phase::open || phase_ == Phase::closing) {
    if (rest_ || waits()) {
      keep(bytes);
      break;
    }
    const auto event = reader_.next(bytes, {limits.max_message_bytes, limits.max_fragments});
    if (event.kind == MessageReader::Event::Kind::more) break;
    on_event(event);
    if (!reader_.unfinished()) reading_unfinished_ = false;  // what follows has its own time
  }
  const bool unfinished = reader_.unfinished();
  if (unfinished && !reading_unfinished_) pending().unfinished_since = heard_;
  reading_unfinished_ = unfinished;
  count_input();
}

void OpenWebSocket::keep(std::span<const char> bytes) {
  if (bytes.empty()) return;
  if (!rest_) rest_ = std::make_shared<std::string>();
  rest_->reserve(rest_->size() + bytes.size());
  rest_->append(bytes.begin(), bytes.end());
}

// Not within flush(): a coroutine that a message starts there begins only after the handlers that
// are ready by then. A message that one of those handlers reads would overtake it.
void OpenWebSocket::take_rest_soon() {
  if (resuming_) return;
  resuming_ = true;
  home_.loop().post([this, rest = std::weak_ptr(rest_)] {
    if (!rest.expired()) take_rest();
  });
}

void OpenWebSocket::take_rest() try {
  resuming_ = false;
  if (waits()) return;
  const auto rest = std::exchange(rest_, nullptr);
  take(*rest);
  settle();
} catch (...) {
  die();
  throw;
}

bool OpenWebSocket::choked() const {
  const ServerLimits& limits = home_.limits();
  const Outbox& outbox = channel_.outbox();
  return outbox.frames() > 2 * limits.outbox_frames || outbox.bytes() > 2 * limits.outbox_bytes;
}

void OpenWebSocket::on_event(const MessageReader::Event& event) {
  using Kind = MessageReader::Event::Kind;
  switch (event.kind) {
    case Kind::more:
    case Kind::pong: break;
    case Kind::text: on_text(event.payload); break;
    case Kind::ping: on_ping(event.payload); break;
    case Kind::close: on_peer_close(event.payload); break;
    case Kind::fault: fail(event.fault); break;
  }
}

void OpenWebSocket::on_text(std::string_view text) {
  if (phase_ != Phase::open) return;  // behind our close frame nobody listens
  try {
    handler_->on_text(text);
  } catch (const std::exception& exception) {
    log::error("handler_threw", {{"where", "on_text"}, {"what", exception.what()}});
    close(CloseCode::internal_error, "Something went wrong on the server.");
  }
}

void OpenWebSocket::on_ping(std::string_view payload) {
  if (phase_ != Phase::open) return;  // nothing follows our close frame
  queue_pong(make_frame(encode_frame(Opcode::pong, payload)));
}

void OpenWebSocket::on_peer_close(std::string_view payload) {
  const CloseNotice notice = read_close(payload);
  if (!notice.fault.empty()) return fail({notice.fault_code, notice.fault});
  if (phase_ == Phase::closing) return begin_closing(Phase::lingering, {});
  begin_closing(Phase::lingering, notice.code == 0
                                      ? encode_frame(Opcode::close, {})
                                      : encode_close(static_cast<CloseCode>(notice.code), {}));
}

}  // namespace asq::net
