// What an HTTP connection holds for its peer: input that is not whole yet, and answers that are not
// read. Part of net/http_connection.hpp.
#include <algorithm>
#include <utility>

#include "net/http_connection.hpp"

namespace asq::net {
namespace {

// What is smaller costs less than the connection itself, and is not counted.
constexpr std::size_t kSmall = 2048;

struct Refusal {
  int status = 0;
  std::string_view reason;
};

Refusal refusal_of(Room room) {
  if (room == Room::none) {
    return {503, "The server is receiving too much at once; try again in a moment."};
  }
  return {
      429,
      "Too many unfinished requests from this account or address; finish some, then try again."};
}

}  // namespace

// Takes the room for a body whose length was announced, once, unless it has come whole. False: it
// is refused.
bool HttpConnection::reserve_body(std::size_t behind, bool expects_continue) {
  const auto size = static_cast<std::size_t>(body_.announced());
  if (size == 0 || !exchange_->wants_body()) return true;
  if (size > behind && size >= kSmall) {
    const Room room = holding_.hold(Held::input, size);
    if (room != Room::enough) {
      refuse_body(room, expects_continue);
      return false;
    }
  }
  text_.reserve(size);
  return true;
}

// False: it is refused. A body in chunks grows by half, and what it takes is counted before.
bool HttpConnection::keep_body(std::string_view data) {
  const std::size_t size = text_.size() + data.size();
  if (size > text_.capacity()) {
    const auto most = static_cast<std::size_t>(exchange_->body_limit());
    const std::size_t wanted = std::max(size, std::min(text_.capacity() * 3 / 2, most));
    if (wanted >= kSmall) {
      const Room room = holding_.hold(Held::input, wanted);
      if (room != Room::enough) {
        refuse_body(room, false);
        return false;
      }
    }
    text_.reserve(wanted);
  }
  text_.append(data);
  return true;
}

void HttpConnection::refuse_body(Room room, bool expects_continue) {
  const Refusal refusal = refusal_of(room);
  const auto exchange = std::move(exchange_);
  std::string().swap(text_);
  (void)holding_.hold(Held::input, 0);
  answer_early(exchange->refuse_body(refusal.status, refusal.reason), expects_continue);
}

// What is kept between two reads. Behind a request that runs nothing can be refused: its answer is
// then the last one.
void HttpConnection::count_input() {
  if (phase_ == Phase::dead || phase_ == Phase::body) return;  // a body is counted as it comes
  const std::size_t kept = rest_.capacity() < kSmall ? 0 : rest_.capacity();
  const std::size_t body = phase_ == Phase::running ? running_body_ : 0;
  const Room room = holding_.hold(Held::input, body + kept);
  if (room == Room::enough) return;
  std::string().swap(rest_);
  (void)holding_.hold(Held::input, body);
  if (phase_ == Phase::running) {
    keep_alive_ = false;
  } else if (phase_ == Phase::head) {
    head_request_ = false;
    const Refusal refusal = refusal_of(room);
    refuse(refusal.status, refusal.reason);
  }
}

// After a flush. Constants and what many read are not held for this peer.
void HttpConnection::count_output() {
  const Outbox& outbox = channel_.outbox();
  const std::size_t size = outbox.empty() ? 0 : outbox.unshared_bytes();
  if (size < kSmall && holding_.bytes(Held::output) == 0) return;
  const Room room = holding_.hold(Held::output, size);
  if (room == Room::share_used_up) too_much_ = true;
  if (outbox.empty()) {
    too_much_ = false;
  } else if (too_much_ && channel_.blocked()) {  // else it is our turn that is over
    die();
  }
}

}  // namespace asq::net
