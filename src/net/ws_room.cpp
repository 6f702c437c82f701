// What a WebSocket holds for its peer: messages that are not whole yet, and replies and pages that
// are not read. Part of net/ws_connection.hpp.
#include <algorithm>
#include <utility>

#include "net/ws_connection.hpp"

namespace asq::net {
namespace {

constexpr std::size_t kSmall = 2048;  // what is smaller is not counted

WsFault fault_of(Room room) {
  if (room == Room::none)
    return {CloseCode::service_restart, "The server is overloaded; reconnect later."};
  return {CloseCode::flooding, "Too much is unfinished or unread; read faster or send less."};
}

}  // namespace

OpenWebSocket::Pending& OpenWebSocket::pending() {
  if (!pending_) pending_ = std::make_unique<Pending>(home_.held(), holder_);
  return *pending_;
}

void OpenWebSocket::drop_pending() {
  if (pending_ && pending_->holding.empty() && !pending_->pong && !reading_unfinished_) {
    pending_.reset();
  }
}

// What is kept between two reads.
void OpenWebSocket::count_input() {
  const std::size_t kept = reader_.kept() + (rest_ ? rest_->capacity() : 0);
  if (kept >= kSmall || (pending_ && pending_->holding.bytes(Held::input) > 0)) {
    const Room room = pending().holding.hold(Held::input, kept < kSmall ? 0 : kept);
    if (room != Room::enough) return fail(fault_of(room));
  }
  drop_pending();
}

// After a flush. When the kernel stops taking, what nobody else has is this peer's: broadcasts are
// shared. From then on only count_reply() adds.
void OpenWebSocket::count_output(bool was_blocked) {
  const Outbox& outbox = channel_.outbox();
  const std::size_t before = pending_ ? pending_->holding.bytes(Held::output) : 0;
  if (outbox.empty() && before == 0) return drop_pending();
  std::size_t size = 0;
  if (!outbox.empty()) {
    size = was_blocked ? std::min(before, outbox.bytes()) : outbox.unshared_bytes();
  }
  if (size < kSmall && before == 0) return;
  const Room room = pending().holding.hold(Held::output, size);
  if (room == Room::share_used_up && channel_.blocked()) return refuse_for(room);
  drop_pending();
}

// Of what is queued while the kernel takes nothing.
void OpenWebSocket::count_reply(std::size_t size) {
  if (phase_ != Phase::open || !channel_.blocked()) return;
  Holding& holding = pending().holding;
  const Room room = holding.hold(Held::output, holding.bytes(Held::output) + size);
  if (room == Room::share_used_up) refuse_for(room);
}

// Called by the handler, too: so it ends later.
void OpenWebSocket::refuse_for(Room room) {
  if (phase_ != Phase::open) return;
  channel_.drop_unstarted();
  const WsFault fault = fault_of(room);
  close(fault.code, fault.reason);
}

void OpenWebSocket::evict(Held kind, std::uint64_t who) {
  if (pending_ && pending_->holding.is_for(kind, who)) die();
}

}  // namespace asq::net
