#include "api/command_flow.hpp"

#include <utility>

#include "net/loop.hpp"

namespace asq::api {

void CommandFlow::begin(Task<void> command) {
  if (++under_way_ >= kMaxUnderWay) pause();
  connection_->loop().spawn(std::move(command));
}

void CommandFlow::end() {
  --under_way_;
  if (connection_ == nullptr) return;
  answered();
  if (paused_ && !flooding_ && under_way_ <= kMaxUnderWay / 2) {
    paused_ = false;
    connection_->resume_reading();
  }
}

Error CommandFlow::refuse(const Verdict& verdict) {
  if (flood_.add(connection_->loop().clock().steady())) {
    flooding_ = true;
    pause();
  }
  return rate_limited(verdict);
}

void CommandFlow::answered() {
  if (flooding_ && under_way_ == 0 && connection_ != nullptr) {
    connection_->close(net::CloseCode::flooding, "too many messages");
  }
}

void CommandFlow::pause() {
  if (std::exchange(paused_, true)) return;
  connection_->pause_reading();
}

}  // namespace asq::api
