// How long an HTTP connection waits for its peer: for a header, for a body, and until the peer
// reads its answers. Part of net/http_connection.hpp.
#include <algorithm>
#include <chrono>

#include "net/http_connection.hpp"

namespace asq::net {
namespace {

// For who is let in only to be told that there are too many from its address.
constexpr std::chrono::seconds kSurplusPatience{2};

}  // namespace

void HttpConnection::sweep(SteadyTime now) {
  const ServerLimits& limits = home_.limits();
  const bool dropping =
      phase_ == Phase::dropping || (phase_ == Phase::lingering && channel_.output_ended());
  if (dropping && now - since_ > home_.patience(limits.max_drop_time)) return die();
  if (phase_ == Phase::body) sweep_body(now);
  if (!channel_.outbox().empty()) {
    const auto window =
        std::chrono::floor<std::chrono::seconds>(home_.patience(limits.stalled_after));
    const Pace::Rule rule{window, limits.min_answer_bytes_per_second};
    if (channel_.blocked() && !reader_pace_.keeps(now, channel_.acknowledged(), rule)) die();
    return;
  }
  channel_.shrink();
  if (phase_ == Phase::head) sweep_head(now);
}

void HttpConnection::after_pause(SteadyTime now, SteadyTime::duration lost) {
  since_ = std::min(now, since_ + lost);
  progressed_ = std::min(now, progressed_ + lost);
  reader_pace_.forgive(now, lost);
  body_pace_.forgive(now, lost);
  channel_.forgive(now, lost);
}

std::optional<SteadyTime> HttpConnection::idle_since() const {
  const bool idle = served_ && phase_ == Phase::head && !head_started_ && rest_.empty() &&
                    channel_.outbox().empty();
  return idle ? std::optional(since_) : std::nullopt;
}

void HttpConnection::sweep_head(SteadyTime now) {
  const ServerLimits& limits = home_.limits();
  const auto waited = now - since_;
  const auto first = permit_.surplus() && permit_.granted()
                         ? std::min(limits.header_timeout, kSurplusPatience)
                         : limits.header_timeout;
  if (home_.draining() && waited > kDrainPatience) return die();
  if (head_started_) {
    if (waited > (served_ ? limits.header_timeout : first))
      refuse(408, "The request header took too long.");
    settle();
  } else if (waited > (served_ ? limits.keep_alive_idle : first)) {
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
