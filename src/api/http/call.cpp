#include "api/http/call.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

namespace asq::api {

void Call::note(chat::AccountEvent event, const chat::AccountLine& line) const {
  services.account_log.write(event, client_network(proxies, head), line);
}

chat::Toll* Call::pays_for_all(BroadcastToll::Bucket bucket) {
  const realtime::Audience& audience = services.hub_of(loop).audience();
  return &toll.emplace(services.limits, audience, caller.user_id, bucket);
}

chat::Toll* Call::pays_for_all(InviteId invite) {
  return &toll.emplace(services.limits, services.hub_of(loop).audience(), invite);
}

chat::Toll* Call::pays_to_join(InviteId invite) {
  const realtime::Audience& audience = services.hub_of(loop).audience();
  return &toll.emplace(services.limits, audience, caller.user_id, invite);
}

Task<Result<Answer>> refuse(Error refusal) { co_return std::unexpected(std::move(refusal)); }

std::optional<Error> take_memberships(Call& call, std::int64_t people) {
  const Verdict verdict = call.services.limits.take_membership(call.caller.user_id, people);
  if (verdict.allowed) return std::nullopt;
  call.verdict = verdict;
  return rate_limited(verdict);
}

Task<Result<void>> take_strangers(Call& call, std::vector<std::string> addressees) {
  const auto strangers =
      co_await call.services.accounts.count_strangers(call.caller, std::move(addressees));
  if (!strangers) co_return std::unexpected(strangers.error());
  if (*strangers == 0) co_return Result<void>();
  if (const auto most = call.services.limits.most_strangers(); *strangers > most) {
    co_return fail({{"participants", fmt::format("At most {} of these may be people with whom you "
                                                 "share no chat.",
                                                 most)}});
  }
  const Verdict verdict = call.services.limits.take_strangers(call.caller.user_id, *strangers);
  if (verdict.allowed) co_return Result<void>();
  call.verdict = verdict;
  co_return std::unexpected(rate_limited(verdict));
}

Task<Result<void>> take_stranger(Call& call, std::string addressee) {
  std::vector<std::string> alone;
  alone.push_back(std::move(addressee));
  return take_strangers(call, std::move(alone));
}

Task<Result<void>> take_people(Call& call, std::int64_t people,
                               std::vector<std::string> addressees) {
  if (auto refusal = take_memberships(call, people)) co_return std::unexpected(std::move(*refusal));
  auto taken = co_await take_strangers(call, std::move(addressees));
  if (!taken) call.services.limits.give_back_membership(call.caller.user_id, people);
  co_return taken;
}

Task<Result<void>> take_turn(Call& call, int messages) {
  const UserId user = call.caller.user_id;
  auto turn = co_await call.turns.next(user, messages);
  // What has been read for it meanwhile may be more than it takes.
  auto room = call.unread.check(user, 0, call.address);
  if (room) call.turn.emplace(std::move(turn));
  co_return room;
}

realtime::ReadTurns& TurnsOfLoops::of(const net::Loop& loop) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = turns_.find(&loop); found != turns_.end()) return *found->second;
  }
  const std::unique_lock lock(mutex_);
  auto& turns = turns_[&loop];
  if (!turns) turns = std::make_unique<realtime::ReadTurns>(kReadForAnswers);
  return *turns;
}

}  // namespace asq::api
