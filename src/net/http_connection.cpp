#include "net/http_connection.hpp"

#include <utility>

namespace asq::net {
namespace {

constexpr std::size_t kMaxUnsent = std::size_t{256} * 1024;  // then no further request is begun

}  // namespace

HttpConnection::HttpConnection(Connections& home, Descriptor socket, std::string peer,
                               UnprovenPeers::Permit permit)
    : home_(home),
      channel_(home.loop(), std::move(socket)),
      peer_(std::move(peer)),
      permit_(std::move(permit)),
      since_(home.now()),
      holding_(home.held(), {.account = 0, .address = permit_.address()}) {}

HttpConnection::~HttpConnection() { home_.loop().unmark(*this); }

void HttpConnection::open() {
  if (!channel_.begin(*this)) die();
}

void HttpConnection::die() {
  if (phase_ == Phase::dead) return;
  phase_ = Phase::dead;
  channel_.close(*this);
  permit_.release();
  holding_.clear();
  home_.retire(*this);
}

void HttpConnection::drain() {
  const auto idle = [this] {
    return phase_ == Phase::head && !head_started_ && channel_.outbox().empty();
  };
  if (idle()) read();  // a request may have come in already
  if (idle()) die();
}

// ---- readiness

// What throws has lost what it had read: nothing behind that can be understood.
void HttpConnection::on_ready(std::uint32_t events) try {
  if ((events & EPOLLOUT) != 0) home_.loop().flush_soon(*this);
  if ((events & EPOLLIN) != 0 && reads()) return read();
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) return die();
  if ((events & EPOLLIN) != 0) channel_.watch_input(*this, false);
} catch (...) {
  die();
  throw;
}

// Who has too much to read already asks for nothing more with a connection that is not read.
bool HttpConnection::begins() const {
  return phase_ == Phase::head && channel_.outbox().bytes() <= kMaxUnsent &&
         (!channel_.blocked() ||
          home_.held().room_for(holding_.who(), Held::output, 0) != Room::share_used_up);
}

bool HttpConnection::reads() const {
  if (channel_.input_ended()) return false;
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
  const Read got = channel_.read();
  switch (got.result) {
    case ReadResult::data: take({got.bytes.data(), got.bytes.size()}); break;
    case ReadResult::nothing_now: return;
    case ReadResult::end: at_end_of_input(); break;
    case ReadResult::gone: return die();
  }
  settle();
}

void HttpConnection::at_end_of_input() {
  if (channel_.outbox().empty() || phase_ == Phase::body) return die();
  channel_.watch_input(*this, false);
}

// While a request runs, the poller goes on reporting input: a system call would be needed to stop
// it, and mostly the answer is there before the next byte. on_ready() stops it where that is
// needed.
void HttpConnection::settle() {
  if (phase_ != Phase::dead) channel_.watch_input(*this, channel_.watches_input() || reads());
}

// ---- writing

void HttpConnection::flush() try {
  if (phase_ == Phase::dead) return;
  switch (channel_.flush()) {
    case WriteResult::gone: return die();
    case WriteResult::blocked:
      if (!paced_) reader_pace_.start(home_.now(), channel_.acknowledged());
      paced_ = true;
      count_output();
      break;
    case WriteResult::more:
      home_.loop().flush_later(*this);
      count_output();
      break;
    case WriteResult::drained:
      paced_ = false;
      count_output();
      after_drained();
      break;
  }
  settle();
} catch (...) {
  die();
  throw;
}

void HttpConnection::after_drained() {
  if (phase_ == Phase::lingering && channel_.end_output()) since_ = home_.now();
  if (phase_ == Phase::head && !rest_.empty()) take({});  // requests that waited for a slow reader
  if (phase_ == Phase::dead || phase_ == Phase::running) return;
  if (channel_.input_ended() && channel_.outbox().empty()) die();
}

}  // namespace asq::net
