#include "api/sockets/command_flow.hpp"

#include <utility>

#include "net/loop.hpp"

namespace asq::api {

void CommandFlow::begin(Task<void> command) {
  if (++under_way_ >= kMaxUnderWay) pause();
  connection_->loop().spawn(std::move(command));
}

void CommandFlow::end() {
  --under_way_;
  if (connection_ == nullptr || !paused_ || finishing() || under_way_ > kMaxUnderWay / 2) return;
  paused_ = false;
  connection_->resume_reading();
}

Error CommandFlow::refuse(const Verdict& verdict) {
  if (flood_.add(connection_->loop().clock().steady())) {
    finish(net::CloseCode::flooding, "Too many messages; slow down.");
  }
  return rate_limited(verdict);
}

std::unexpected<Error> CommandFlow::internal_error(const std::exception& exception) {
  finish(net::CloseCode::internal_error, "Something went wrong on the server.");
  return fail_internally(ErrorCode::internal, exception.what());
}

void CommandFlow::finish(net::CloseCode code, std::string_view reason) {
  if (finishing()) return;
  ending_ = std::make_unique<Ending>(code, reason);
  if (connection_ != nullptr) pause();
}

const CommandFlow::Ending* CommandFlow::due() const {
  return connection_ != nullptr && under_way_ == 0 ? ending_.get() : nullptr;
}

void CommandFlow::pause() {
  if (std::exchange(paused_, true)) return;
  connection_->pause_reading();
}

}  // namespace asq::api
