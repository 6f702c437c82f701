// What was missed, for a client without a socket.
#include <utility>

#include "api/routes/handlers.hpp"

namespace asq::api {

Task<Result<Reply<SyncReply>>> sync(Call& call, SyncQuery request) {
  std::optional<std::string> since;
  if (request.since) since = std::move(request.since->value);
  const auto turn = co_await take_turn(call, static_cast<int>(request.limit.value));
  if (!turn) co_return std::unexpected(turn.error());
  auto page = co_await call.services.sync.page(call.caller, std::move(since),
                                               static_cast<std::size_t>(request.limit.value));
  if (!page) co_return std::unexpected(std::move(page.error()));
  co_return Reply<SyncReply>{200, {std::move(*page)}};
}

}  // namespace asq::api
