#include "net/http_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "net/socket_io.hpp"

namespace asq::net {
namespace {

constexpr std::size_t kMaxUnsent = std::size_t{256} * 1024;  // then no further request is begun

}  // namespace

HttpConnection::HttpConnection(Connections& home, Descriptor socket, std::string peer,
                               UnprovenPeers::Permit permit)
    : home_(home),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      permit_(std::move(permit)),
      since_(home.now()) {}

HttpConnection::~HttpConnection() { home_.loop().unmark(*this); }

void HttpConnection::open() {
  interest_ = EPOLLIN;
  if (!home_.loop().poller().add(socket_.get(), *this, interest_)) die();
}

void HttpConnection::die() {
  if (phase_ == Phase::dead) return;
  phase_ = Phase::dead;
  home_.loop().poller().remove(socket_.get(), *this);
  socket_.close();
  permit_.release();
  home_.retire(*this);
}

void HttpConnection::drain() {
  const auto idle = [this] { return phase_ == Phase::head && !head_started_ && outbox_.empty(); };
  if (idle()) read();  // a request may have come in already
  if (idle()) die();
}

// ---- readiness

void HttpConnection::on_ready(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0) flush();
  if (phase_ == Phase::dead) return;
  if ((events & EPOLLIN) != 0 && reads()) return read();
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return die();
  if ((events & EPOLLIN) != 0) set_interest(interest_ & ~static_cast<std::uint32_t>(EPOLLIN));
}

bool HttpConnection::begins() const {
  return phase_ == Phase::head && outbox_.bytes() <= kMaxUnsent;
}

bool HttpConnection::reads() const {
  if (input_ended_) return false;
  switch (phase_) {
    case Phase::head: return begins();
    case Phase::body:
    case Phase::dropping:
    case Phase::lingering: return true;
    case Phase::running:
    case Phase::dead: break;
  }
  return false;
}

void HttpConnection::read() {
  const Read got = read_some(socket_.get(), home_.loop().read_buffer());
  switch (got.result) {
    case ReadResult::data: take({got.bytes.data(), got.bytes.size()}); break;
    case ReadResult::nothing_now: return;
    case ReadResult::end: at_end_of_input(); break;
    case ReadResult::gone: return die();
  }
  settle();
}

void HttpConnection::at_end_of_input() {
  input_ended_ = true;
  if (outbox_.empty() || phase_ == Phase::body) return die();
  set_interest(interest_ & ~static_cast<std::uint32_t>(EPOLLIN));
}

// While a request runs, readiness to read is left switched on: it costs a call to switch it off,
// and mostly the answer is there before the next byte. on_ready() does it where it is needed.
void HttpConnection::settle() {
  if (phase_ == Phase::dead) return;
  if (!outbox_.empty() && !blocked_) home_.loop().mark_dirty(*this);
  std::uint32_t events = interest_ & EPOLLIN;
  if (reads()) events |= EPOLLIN;
  if (blocked_) events |= EPOLLOUT;
  set_interest(events);
}

void HttpConnection::set_interest(std::uint32_t events) {
  if (events == interest_) return;
  interest_ = events;
  home_.loop().poller().modify(socket_.get(), *this, events);
}

// ---- writing

void HttpConnection::flush() {
  if (phase_ == Phase::dead) return;
  const std::size_t waiting = outbox_.bytes();
  const Written written = write_outbox(socket_.get(), outbox_);
  written_ += waiting - outbox_.bytes();
  if (written.result == WriteResult::gone) return die();
  if (written.result == WriteResult::blocked) {
    if (!blocked_) reader_pace_.start(home_.now(), taken_by_peer());
    blocked_ = true;
  } else {
    blocked_ = false;
    after_drained();
  }
  settle();
}

void HttpConnection::after_drained() {
  if (phase_ == Phase::lingering && !output_ended_) {
    ::shutdown(socket_.get(), SHUT_WR);
    output_ended_ = true;
    since_ = home_.now();
  }
  if (phase_ == Phase::head && !rest_.empty()) take({});  // requests that waited for a slow reader
  if (input_ended_ && outbox_.empty() && phase_ != Phase::running) die();
}

// ---- deadlines

void HttpConnection::sweep(SteadyTime now) {
  const ServerLimits& limits = home_.limits();
  const bool dropping = phase_ == Phase::dropping || (phase_ == Phase::lingering && output_ended_);
  if (dropping && now - since_ > home_.patience(limits.max_drop_time)) return die();
  if (phase_ == Phase::body) sweep_body(now);
  if (!outbox_.empty()) {
    const auto window =
        std::chrono::floor<std::chrono::seconds>(home_.patience(limits.stalled_after));
    const Pace::Rule rule{window, limits.min_answer_bytes_per_second};
    if (blocked_ && !reader_pace_.keeps(now, taken_by_peer(), rule)) die();
    return;
  }
  outbox_.shrink();
  if (phase_ == Phase::head) sweep_head(now);
}

// Not what the kernel took: it takes megabytes, and then nothing until a good part of them is gone.
std::uint64_t HttpConnection::taken_by_peer() const {
  return written_ - std::min(written_, unacknowledged(socket_.get()));
}

void HttpConnection::sweep_head(SteadyTime now) {
  const ServerLimits& limits = home_.limits();
  const auto waited = now - since_;
  if (home_.draining() && waited > kDrainPatience) return die();
  if (head_started_) {
    if (waited > limits.header_timeout) refuse(408, "The request header took too long.");
    settle();
  } else if (waited > (served_ ? limits.keep_alive_idle : limits.header_timeout)) {
    die();
  }
}

void HttpConnection::sweep_body(SteadyTime now) {
  const ServerLimits& limits = home_.limits();
  if (home_.draining() && now - std::max(since_, progressed_) > kDrainPatience) return die();
  const Pace::Rule rule{limits.header_timeout, limits.min_body_bytes_per_second};
  if (now - since_ <= limits.body_timeout && body_pace_.keeps(now, received_, rule)) return;
  refuse(408, "The request body came too slowly.");
  settle();
}

}  // namespace asq::net
