#include "net/ws_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "net/socket_io.hpp"

namespace asq::net {
namespace {

constexpr std::string_view kRestart = "The server restarts.";

const Frame& ping_frame() {
  static const Frame frame = make_frame(encode_frame(Opcode::ping, {}));
  return frame;
}

}  // namespace

OpenWebSocket::OpenWebSocket(Connections& home, Descriptor socket,
                             std::unique_ptr<WsHandler> handler, Outbox outbox)
    : home_(home),
      socket_(std::move(socket)),
      handler_(std::move(handler)),
      outbox_(std::move(outbox)),
      heard_(home.now()),
      progressed_(heard_),
      since_(heard_) {}

OpenWebSocket::~OpenWebSocket() { home_.loop().unmark(*this); }

void OpenWebSocket::open(std::string rest) {
  interest_ = EPOLLIN;
  if (!home_.loop().poller().add(socket_.get(), *this, interest_)) {
    handler_.reset();  // never opened, so never closed
    return die();
  }
  home_.loop().mark_dirty(*this);  // the 101
  handler_->on_open(*this);
  if (home_.draining()) close(CloseCode::service_restart, kRestart);
  take(rest);
  set_interest();  // what came behind the handshake may have to wait
}

void OpenWebSocket::drain() {
  if (phase_ != Phase::open) return;
  since_ = home_.now();
  handler_->finish(CloseCode::service_restart, kRestart);
}

void OpenWebSocket::die() {
  if (phase_ == Phase::dead) return;
  phase_ = Phase::dead;
  home_.loop().poller().remove(socket_.get(), *this);
  socket_.close();
  end_handler();
  home_.retire(*this);
}

void OpenWebSocket::end_handler() {
  if (!handler_) return;
  handler_->on_close();
  handler_.reset();
}

// ---- for the handler

Push OpenWebSocket::push(Frame frame) {
  const ServerLimits& limits = home_.limits();
  return push_within(std::move(frame), {limits.outbox_frames, limits.outbox_bytes});
}

Push OpenWebSocket::push_stored(Frame frame) {
  const ServerLimits& limits = home_.limits();
  return push_within(std::move(frame),
                     {std::max<std::size_t>(1, limits.outbox_frames / 4), limits.outbox_bytes / 4});
}

Push OpenWebSocket::push_within(Frame frame, const Outbox::Bounds& bounds) {
  if (phase_ != Phase::open) return Push::accepted;  // on_close() is about to come
  const Push pushed = outbox_.push(std::move(frame), bounds);
  if (pushed == Push::full) {
    refused_ = true;
  } else if (!blocked_) {
    home_.loop().mark_dirty(*this);
  }
  return pushed;
}

void OpenWebSocket::reply(std::string text) {
  if (phase_ == Phase::open) queue(make_frame(encode_text_frame(text)));
}

void OpenWebSocket::queue(Frame frame) {
  outbox_.append(std::move(frame));
  if (!blocked_) home_.loop().mark_dirty(*this);
}

void OpenWebSocket::close(CloseCode code, std::string_view reason) {
  if (phase_ == Phase::open) begin_closing(Phase::closing, encode_close(code, reason));
}

void OpenWebSocket::pause_reading() { paused_ = true; }

void OpenWebSocket::resume_reading() {
  paused_ = false;
  heard_ = unfinished_since_ = home_.now();  // the silence was ours
  home_.loop().mark_dirty(*this);            // flush() sees to what waited
}

// ---- reading

void OpenWebSocket::on_ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush();
  if (phase_ == Phase::dead) return;
  if ((events & EPOLLIN) != 0 && (interest_ & EPOLLIN) != 0) return read();
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) die();
}

void OpenWebSocket::read() {
  const Read got = read_some(socket_.get(), home_.loop().read_buffer());
  switch (got.result) {
    case ReadResult::nothing_now: return;
    case ReadResult::gone: return die();
    case ReadResult::end:
      input_ended_ = true;
      if (phase_ != Phase::lingering || outbox_.empty()) return die();
      break;
    case ReadResult::data:
      heard_ = home_.now();
      take(got.bytes);
      break;
  }
  set_interest();
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
  if (unfinished && !reading_unfinished_) unfinished_since_ = heard_;
  reading_unfinished_ = unfinished;
}

void OpenWebSocket::keep(std::span<const char> bytes) {
  if (bytes.empty()) return;
  if (!rest_) rest_ = std::make_shared<std::string>();
  rest_->append(bytes.begin(), bytes.end());
}

// Not within flush(): a coroutine that a message starts there begins only after handlers that are
// ready by then, and a message that one of those reads would overtake it.
void OpenWebSocket::take_rest_soon() {
  if (resuming_) return;
  resuming_ = true;
  home_.loop().post([this, rest = std::weak_ptr(rest_)] {
    if (!rest.expired()) take_rest();
  });
}

void OpenWebSocket::take_rest() {
  resuming_ = false;
  if (waits()) return;
  const auto rest = std::exchange(rest_, nullptr);
  take(*rest);
  set_interest();
}

bool OpenWebSocket::choked() const {
  const ServerLimits& limits = home_.limits();
  return outbox_.frames() > 2 * limits.outbox_frames || outbox_.bytes() > 2 * limits.outbox_bytes;
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
    close(CloseCode::internal_error, "Something went wrong.");
  }
}

// Each ping has its pong as long as the outbox has room; then only the newest.
void OpenWebSocket::on_ping(std::string_view payload) {
  if (phase_ != Phase::open) return;  // nothing follows our close frame
  const ServerLimits& limits = home_.limits();
  Frame pong = make_frame(encode_frame(Opcode::pong, payload));
  const Push pushed = outbox_.push(pong, {limits.outbox_frames, limits.outbox_bytes});
  pong_ = pushed == Push::full ? std::move(pong) : nullptr;
  if (!blocked_) home_.loop().mark_dirty(*this);
}

// ---- ending (RFC 6455 sections 5.5.1 and 7)

void OpenWebSocket::on_peer_close(std::string_view payload) {
  const CloseNotice notice = read_close(payload);
  if (!notice.fault.empty()) return fail({notice.fault_code, notice.fault});
  if (phase_ == Phase::closing) return begin_closing(Phase::lingering, {});
  begin_closing(Phase::lingering, notice.code == 0
                                      ? encode_frame(Opcode::close, {})
                                      : encode_close(static_cast<CloseCode>(notice.code), {}));
}

void OpenWebSocket::fail(const WsFault& fault) {
  if (phase_ == Phase::closing) return begin_closing(Phase::lingering, {});
  begin_closing(Phase::lingering, encode_close(fault.code, fault.reason));
}

// What is queued leaves before the close frame; behind it nothing does. The handler hears of it in
// flush(): it may be on the stack.
void OpenWebSocket::begin_closing(Phase phase, std::string close_frame) {
  phase_ = phase;
  since_ = home_.now();
  paused_ = false;
  pong_.reset();
  if (phase == Phase::lingering) rest_.reset();  // else the peer's close frame may be in it
  if (!close_frame.empty()) outbox_.append(make_frame(std::move(close_frame)));
  home_.loop().mark_dirty(*this);
}

// ---- writing

void OpenWebSocket::flush() {
  if (phase_ == Phase::dead) return;
  if (phase_ != Phase::open) end_handler();
  if (pong_) {
    const ServerLimits& limits = home_.limits();
    Frame pong = pong_;
    if (outbox_.push(std::move(pong), {limits.outbox_frames, limits.outbox_bytes}) ==
        Push::accepted) {
      pong_.reset();
    }
  }
  const Written written = write_outbox(socket_.get(), outbox_);
  if (written.result == WriteResult::gone) return die();
  if (written.result == WriteResult::blocked) {
    if (!blocked_ || written.progressed) progressed_ = home_.now();
    blocked_ = true;
  } else {
    blocked_ = false;
    after_drained();
  }
  if (phase_ == Phase::dead) return;
  if (rest_ && !waits()) take_rest_soon();
  set_interest();
}

void OpenWebSocket::after_drained() {
  if (pong_) home_.loop().mark_dirty(*this);
  if (phase_ == Phase::lingering) {
    if (input_ended_) return die();
    if (!output_ended_) {
      output_ended_ = true;
      ::shutdown(socket_.get(), SHUT_WR);
    }
  }
  if (refused_ && phase_ == Phase::open) {
    refused_ = false;
    handler_->on_drained();
  }
}

void OpenWebSocket::set_interest() {
  const bool reads = !input_ended_ && !rest_ && !waits();  // what has come first is taken first
  const std::uint32_t events = (reads ? EPOLLIN : 0U) | (blocked_ ? EPOLLOUT : 0U);
  if (events == interest_) return;
  interest_ = events;
  home_.loop().poller().modify(socket_.get(), *this, events);
}

// ---- deadlines

void OpenWebSocket::sweep(SteadyTime now) {
  outbox_.shrink();
  if (phase_ != Phase::open) return sweep_closing(now);
  handler_->on_sweep(now);
  if (phase_ != Phase::open) return;
  if (home_.draining() && now - since_ > kDrainPatience) {
    return close(CloseCode::service_restart, kRestart);
  }
  sweep_open(now);
}

void OpenWebSocket::sweep_closing(SteadyTime now) {
  const auto timeout = home_.limits().close_timeout;
  const auto quiet = now - (blocked_ ? std::max(since_, progressed_) : since_);
  if (now - since_ > timeout || quiet > home_.patience(timeout)) die();
}

// A peer whose kernel takes bytes lives, even when its pong is far behind in the queue.
SteadyTime OpenWebSocket::heard() const {
  return blocked_ ? std::max(heard_, progressed_) : heard_;
}

void OpenWebSocket::sweep_open(SteadyTime now) {
  const ServerLimits& limits = home_.limits();
  const auto silence = now - heard();
  if ((refused_ || choked()) && blocked_ && now - progressed_ > limits.stalled_after) {
    outbox_.drop_unstarted();
    return close(CloseCode::stalled, "Nothing was read for too long.");
  }
  if (paused_) return;  // we don't listen: silence says nothing
  if (reading_unfinished_ && now - unfinished_since_ > limits.message_timeout) {
    return fail({CloseCode::message_too_big, "The message took too long."});
  }
  if (silence > limits.close_after) {
    return fail({CloseCode::stalled, "No answer to pings."});
  }
  if (silence >= limits.ping_after && now - since_ >= limits.ping_after && outbox_.empty()) {
    since_ = now;
    queue(ping_frame());
  }
}

}  // namespace asq::net
