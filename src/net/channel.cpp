#include "net/channel.hpp"

#include <sys/socket.h>

#include <utility>

namespace asq::net {

bool Channel::begin(ChannelOwner& owner) {
  blocked_ = input_ended_ = false;
  interest_ = EPOLLIN;
  return loop_.poller().add(socket_.get(), owner, interest_);
}

Channel Channel::release(ChannelOwner& owner) {
  loop_.poller().remove(socket_.get(), owner);
  return std::move(*this);
}

void Channel::close(ChannelOwner& owner) {
  if (!socket_.valid()) return;
  loop_.poller().remove(socket_.get(), owner);
  socket_.close();
}

void Channel::watch_input(ChannelOwner& owner, bool watched) {
  const std::uint32_t events = (watched ? EPOLLIN : 0U) | (blocked_ ? EPOLLOUT : 0U);
  if (events == interest_) return;
  interest_ = static_cast<std::uint8_t>(events);
  loop_.poller().modify(socket_.get(), owner, events);
}

Read Channel::read() {
  const Read got = read_some(socket_.get(), loop_.read_buffer());
  loop_.count_read(got.bytes.size());
  if (got.result == ReadResult::end) input_ended_ = true;
  return got;
}

Push Channel::push(ChannelOwner& owner, Frame frame, const Outbox::Bounds& bounds) {
  const Push pushed = outbox_.push(std::move(frame), bounds);
  if (pushed == Push::accepted) mark(owner);
  return pushed;
}

void Channel::append(ChannelOwner& owner, Frame frame) {
  outbox_.append(std::move(frame));
  mark(owner);
}

WriteResult Channel::flush() {
  const std::size_t queued = outbox_.bytes();
  const WriteResult result = write_outbox(socket_.get(), outbox_, loop_.write_budget());
  const std::size_t taken = queued - outbox_.bytes();
  loop_.spend(taken);
  written_ += taken;
  if (result == WriteResult::more && taken == 0) return result;  // it was not its turn
  const bool was_blocked = std::exchange(blocked_, result == WriteResult::blocked);
  if (blocked_ && (!was_blocked || taken > 0)) moved_at_ = loop_.clock().steady();
  return result;
}

bool Channel::end_output() {
  if (output_ended_) return false;
  output_ended_ = true;
  ::shutdown(socket_.get(), SHUT_WR);
  return true;
}

std::uint64_t Channel::acknowledged() const {
  return written_ - std::min(written_, unacknowledged(socket_.get()));
}

}  // namespace asq::net
