#include "chat/sync.hpp"

#include <utility>

namespace asq::chat {

SyncPage Sync::anew(LogPosition head) const { return {{}, {store_.epoch(), head}, false, false}; }

Task<Result<SyncPage>> Sync::page(Caller caller, std::optional<std::string> since,
                                  std::size_t limit) {
  const auto position = since ? resume_position(store_, *since) : std::nullopt;
  if (!position) co_return anew(store_.head());
  CatchUp catch_up(store_, caller.user_id, *position);
  const auto begun = co_await catch_up.begin();
  if (!begun) co_return std::unexpected(begun.error());
  if (!catch_up.resumes()) co_return anew(catch_up.head());
  SyncPage page;
  page.resumed = true;
  // A page may come out empty, where all that it had has ceased to concern the person.
  while (page.events.empty() && !catch_up.done()) {
    auto events = co_await catch_up.next(limit);
    if (!events) co_return std::unexpected(std::move(events.error()));
    page.events = std::move(*events);
  }
  page.cursor = {store_.epoch(), catch_up.reached()};
  page.more = !catch_up.done();
  co_return page;
}

}  // namespace asq::chat
