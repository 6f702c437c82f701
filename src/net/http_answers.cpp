// How an HTTP connection answers, and how it becomes a WebSocket. Part of net/http_connection.hpp.
#include <utility>

#include "base/frame.hpp"
#include "net/http_connection.hpp"
#include "net/http_reply.hpp"

namespace asq::net {
namespace {

constexpr std::size_t kJoined = 2048;  // a body up to this leaves in one piece with its header
// What is smaller is counted when the kernel has not taken it, at the end of the turn.
constexpr std::size_t kCountedAtOnce = std::size_t{16} * 1024;

}  // namespace

void HttpConnection::answer_reply(HttpReply reply) {
  if (const auto* response = std::get_if<HttpResponse>(&reply)) {
    queue(*response);
    next_request();
  } else if (ws_accept_.empty()) {
    refuse(426, "This route is a WebSocket; connect with a WebSocket client.");
  } else {
    upgrade_ = std::make_unique<HttpUpgrade>(std::move(std::get<HttpUpgrade>(reply)));
  }
}

void HttpConnection::upgrade() {
  channel_.append(*this,
                  make_frame(encode_upgrade_head(upgrade_->headers, ws_accept_, home_.date())));
  phase_ = Phase::dead;
  holding_.clear();
  Holder holder = upgrade_->holder;
  if (holder.address == 0) holder.address = permit_.address();
  home_.become_websocket(*this, channel_.release(*this),
                         {std::move(upgrade_->handler), holder, std::move(rest_)});
}

// Answers before the body is read. The body is then read and dropped, so that the next request is
// found and the client sees the answer. A client that waits for 100 Continue may send the body or
// not: the server cannot tell what comes next, so it ends that connection.
void HttpConnection::answer_early(const HttpResponse& response, bool expects_continue) {
  const bool too_much = body_.announced() > home_.limits().max_dropped_body;
  if (has_body_ && (expects_continue || too_much)) keep_alive_ = false;
  queue(response);
  if (has_body_ && keep_alive_) {
    enter(Phase::dropping);
  } else {
    next_request();
  }
}

void HttpConnection::refuse(int status, std::string_view reason) {
  keep_alive_ = false;
  std::string().swap(text_);
  const auto exchange = std::move(exchange_);  // of a request whose header has been let in
  queue(exchange ? exchange->refuse_body(status, reason) : home_.handler().refuse(status, reason));
  next_request();
}

void HttpConnection::queue(const HttpResponse& response) {
  keep_alive_ = keep_alive_ && !response.close && !home_.draining();
  std::string head = encode_reply_head(
      response, {.date = home_.date(), .minor_version = minor_version_, .keep_alive = keep_alive_});
  const bool body = response.body && sends_body(response.status, head_request_);
  const bool own = body && response.body.use_count() == 1;  // no constant
  if (body && response.body->size() <= kJoined) head.append(*response.body);
  channel_.append(*this, make_frame(std::move(head)));
  if (body && response.body->size() > kJoined) channel_.append(*this, response.body);
  if (!own || response.body->size() < kCountedAtOnce) return;
  const std::size_t held = holding_.bytes(Held::output) + response.body->size();
  if (holding_.hold(Held::output, held) == Room::share_used_up) too_much_ = true;
}

void HttpConnection::next_request() {
  served_ = true;
  head_started_ = false;
  received_ = 0;
  running_body_ = 0;
  ws_accept_.clear();
  enter(keep_alive_ ? Phase::head : Phase::lingering);
  if (!advancing_) count_input();
}

void HttpConnection::enter(Phase phase) {
  phase_ = phase;
  since_ = home_.now();
}

}  // namespace asq::net
