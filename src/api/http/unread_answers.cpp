#include "api/http/unread_answers.hpp"

#include <chrono>
#include <string>
#include <utility>

#include "model/payer.hpp"

namespace asq::api {
namespace {

constexpr std::chrono::seconds kSoon{1};

}  // namespace

Result<void> UnreadAnswers::check(UserId user, std::size_t bytes, std::uint64_t address) const {
  const net::Holder who{.account = Payer(user).value(), .address = address};
  switch (held_->room_for(who, net::Held::output, bytes)) {
    case net::Room::enough: break;
    case net::Room::share_used_up:
      return std::unexpected(refusal_of(
          429, "Too many answers to this account or address are still unread; read them first."));
    case net::Room::none:
      return std::unexpected(
          refusal_of(503, "The server is holding too many unread answers; try again in a moment."));
  }
  return {};
}

Error refusal_of(int status, std::string_view reason) {
  ErrorCode code = ErrorCode::bad_request;
  if (status == 413) code = ErrorCode::body_too_large;
  if (status == 429) code = ErrorCode::rate_limited;
  if (status == 503) code = ErrorCode::overloaded;
  Error error(code, std::string(reason));
  if (status == 429 || status == 503) error.retry_after = kSoon;
  return error;
}

}  // namespace asq::api
