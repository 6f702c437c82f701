#include "api/routes/handlers.hpp"

namespace asq::api {

Task<Result<realtime::ReadTurns::Turn>> take_turn(Call& call, int messages) {
  const UserId user = call.caller.user_id;
  auto turn = co_await call.turns.next(user, messages);
  // What has been read for it meanwhile may be more than it takes.
  if (auto room = call.unread.check(user, 0); !room) co_return std::unexpected(room.error());
  co_return std::move(turn);
}

}  // namespace asq::api
