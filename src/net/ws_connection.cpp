#include "net/ws_connection.hpp"

#include <algorithm>
#include <utility>

namespace asq::net {

OpenWebSocket::OpenWebSocket(Connections& home, Channel channel, std::unique_ptr<WsHandler> handler,
                             Holder holder)
    : home_(home),
      channel_(std::move(channel)),
      handler_(std::move(handler)),
      holder_(holder),
      heard_(home.now()),
      since_(heard_) {}

OpenWebSocket::~OpenWebSocket() { home_.loop().unmark(*this); }

void OpenWebSocket::open(std::string rest) try {
  if (!channel_.begin(*this)) {
    handler_.reset();  // never opened, so never closed
    return die();
  }
  home_.loop().mark_dirty(*this);  // the 101
  handler_->on_open(*this);
  if (home_.draining()) close(CloseCode::service_restart, kRestart);
  take(rest);
  settle();  // what came behind the handshake may have to wait
} catch (...) {
  die();
  throw;
}

void OpenWebSocket::drain() {
  if (phase_ != Phase::open) return;
  since_ = home_.now();
  handler_->finish(CloseCode::service_restart, kRestart);
}

void OpenWebSocket::die() {
  if (phase_ == Phase::dead) return;
  phase_ = Phase::dead;
  channel_.close(*this);
  pending_.reset();
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
  const std::size_t size = frame->size();
  const Push pushed =
      push_within(std::move(frame),
                  {std::max<std::size_t>(1, limits.outbox_frames / 4), limits.outbox_bytes / 4});
  if (pushed == Push::accepted) count_reply(size);
  return pushed;
}

Push OpenWebSocket::push_within(Frame frame, const Outbox::Bounds& bounds) {
  if (phase_ != Phase::open) return Push::accepted;  // on_close() is about to come
  const Push pushed = channel_.push(*this, std::move(frame), bounds);
  if (pushed == Push::full) refused_ = true;
  return pushed;
}

void OpenWebSocket::reply(std::string text) {
  if (phase_ != Phase::open) return;
  channel_.append(*this, make_frame(encode_text_frame(text)));
  count_reply(text.size());
}

void OpenWebSocket::close(CloseCode code, std::string_view reason) {
  if (phase_ == Phase::open) begin_closing(Phase::closing, encode_close(code, reason));
}

void OpenWebSocket::pause_reading() { paused_ = true; }

void OpenWebSocket::resume_reading() {
  paused_ = false;
  heard_ = home_.now();  // the silence was ours
  if (pending_) pending_->unfinished_since = heard_;
  home_.loop().mark_dirty(*this);  // flush() sees to what waited
}

// ---- writing

void OpenWebSocket::flush() try {
  if (phase_ == Phase::dead) return;
  if (phase_ != Phase::open) end_handler();
  if (pending_ && pending_->pong) queue_pong(std::exchange(pending_->pong, nullptr));
  const bool was_blocked = channel_.blocked();
  const WriteResult result = channel_.flush();
  if (result == WriteResult::gone) return die();
  if (result == WriteResult::more) home_.loop().flush_later(*this);
  count_output(was_blocked);
  if (result == WriteResult::drained) after_drained();
  if (phase_ == Phase::dead) return;
  if (rest_ && !waits()) take_rest_soon();
  settle();
} catch (...) {
  die();
  throw;
}

// Each ping has its pong as long as the outbox has room; then only the newest has.
void OpenWebSocket::queue_pong(Frame pong) {
  const ServerLimits& limits = home_.limits();
  const Push pushed = channel_.push(*this, pong, {limits.outbox_frames, limits.outbox_bytes});
  if (pushed == Push::full) pending().pong = std::move(pong);
}

void OpenWebSocket::after_drained() {
  if (pending_ && pending_->pong) home_.loop().mark_dirty(*this);
  if (phase_ == Phase::lingering) {
    if (channel_.input_ended()) return die();
    channel_.end_output();
  }
  if (refused_ && phase_ == Phase::open) {
    refused_ = false;
    handler_->on_drained();
  }
}

// What has come is taken before anything behind it is read.
void OpenWebSocket::settle() {
  channel_.watch_input(*this, !channel_.input_ended() && !rest_ && !waits());
}

// ---- ending (RFC 6455 sections 5.5.1 and 7)

void OpenWebSocket::fail(const WsFault& fault) {
  if (phase_ == Phase::closing) return begin_closing(Phase::lingering, {});
  begin_closing(Phase::lingering, encode_close(fault.code, fault.reason));
}

// What is queued leaves before the close frame, and nothing leaves behind it. The handler hears of
// the end in flush(), because it may be on the stack now. So flush() must come, even while the
// kernel takes nothing.
void OpenWebSocket::begin_closing(Phase phase, std::string close_frame) {
  phase_ = phase;
  since_ = home_.now();
  paused_ = false;
  if (pending_) pending_->pong.reset();
  if (phase == Phase::lingering) {  // else the peer's close frame may be in it
    rest_.reset();
    reader_ = MessageReader();
    count_input();
  }
  if (!close_frame.empty()) channel_.append(*this, make_frame(std::move(close_frame)));
  home_.loop().mark_dirty(*this);
}

}  // namespace asq::net
