// Pings, and how long a WebSocket waits for its peer. Part of net/ws_connection.hpp.
#include <algorithm>
#include <utility>

#include "net/ws_connection.hpp"

namespace asq::net {
namespace {

const Frame& ping_frame() {
  static const Frame frame = make_frame(encode_frame(Opcode::ping, {}));
  return frame;
}

}  // namespace

void OpenWebSocket::sweep(SteadyTime now) {
  channel_.shrink();
  if (phase_ != Phase::open) return sweep_closing(now);
  handler_->on_sweep(now);
  if (phase_ != Phase::open) return;
  if (home_.draining() && now - since_ > kDrainPatience) {
    return close(CloseCode::service_restart, kRestart);
  }
  sweep_open(now);
}

// Nobody could be heard meanwhile. Every peer is pinged at the next sweep, and has the usual time
// to answer that.
void OpenWebSocket::after_pause(SteadyTime now, SteadyTime::duration lost) {
  const bool pings = phase_ == Phase::open && !home_.draining();
  const SteadyTime silent = now - home_.limits().ping_after;
  heard_ = pings ? silent : std::min(now, heard_ + lost);
  since_ = pings ? silent : std::min(now, since_ + lost);
  if (pending_) {
    pending_->unfinished_since = std::min(now, pending_->unfinished_since + lost);
  }
  channel_.forgive(now, lost);
  if (phase_ == Phase::open) handler_->on_pause(lost);
}

void OpenWebSocket::sweep_closing(SteadyTime now) {
  const auto timeout = home_.limits().close_timeout;
  const auto quiet = now - (channel_.blocked() ? std::max(since_, channel_.moved_at()) : since_);
  if (now - since_ > timeout || quiet > home_.patience(timeout)) die();
}

// A peer whose kernel takes bytes is alive, even when its pong is far behind in the queue.
SteadyTime OpenWebSocket::heard() const {
  return channel_.blocked() ? std::max(heard_, channel_.moved_at()) : heard_;
}

void OpenWebSocket::sweep_open(SteadyTime now) {
  const ServerLimits& limits = home_.limits();
  const auto silence = now - heard();
  if ((refused_ || choked()) && channel_.blocked() &&
      now - channel_.moved_at() > limits.stalled_after) {
    channel_.drop_unstarted();
    return close(CloseCode::stalled, "The client read nothing for too long.");
  }
  if (paused_) return;  // we don't listen: silence says nothing
  if (reading_unfinished_ && now - pending_->unfinished_since > limits.message_timeout) {
    return fail({CloseCode::message_too_big, "The message took too long."});
  }
  if (silence > limits.close_after) {
    return fail({CloseCode::stalled, "The client did not answer pings."});
  }
  if (silence >= limits.ping_after && now - since_ >= limits.ping_after &&
      channel_.outbox().empty()) {
    since_ = now;
    channel_.append(*this, ping_frame());
  }
}

}  // namespace asq::net
