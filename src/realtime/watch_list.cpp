#include "realtime/watch_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "base/log.hpp"
#include "chat/members.hpp"
#include "net/ws.hpp"
#include "realtime/pause.hpp"
#include "wire/events.hpp"

namespace asq::realtime {
namespace {

std::vector<UserId> ascending(std::vector<UserId> users) {
  std::ranges::sort(users);
  const auto repeats = std::ranges::unique(users);
  users.erase(repeats.begin(), repeats.end());
  return users;
}

// Both ascending.
std::vector<UserId> without(const std::vector<UserId>& users, const std::vector<UserId>& others) {
  std::vector<UserId> left;
  std::ranges::set_difference(users, others, std::back_inserter(left));
  return left;
}

}  // namespace

Task<Result<std::vector<Presence>>> WatchList::watch(std::shared_ptr<WatchList> list,
                                                     std::vector<UserId> users) {
  if (list->sink_ == nullptr) co_return std::vector<Presence>();
  std::vector<UserId> asked = ascending(std::move(users));
  // Watched first, asked then: whoever leaves a chat in between is heard of.
  const std::vector<UserId> added = without(asked, list->users());
  if (list->users_.size() + added.size() > kMost) {
    co_return fail({{"user_ids", fmt::format("You can watch at most {} people.", kMost)}});
  }
  list->start_watching(added);
  auto known = co_await drop_strangers(list, std::move(asked));
  if (!known) {
    list->unwatch(added);
    co_return std::unexpected(std::move(known.error()));
  }
  std::vector<Presence> presence;
  for (const UserId user : *known) presence.push_back(list->hub_.presence().of(user));
  co_return presence;
}

Task<Result<std::vector<UserId>>> WatchList::drop_strangers(std::shared_ptr<WatchList> list,
                                                            std::vector<UserId> users) {
  ++list->asking_;
  std::vector<UserId> asked = users;
  chat::Members members(list->hub_.store());
  auto known = co_await members.known(list->viewer_, std::move(asked));
  --list->asking_;
  if (known) list->unwatch(without(users, ascending(*known)));
  list->catch_up();
  co_return known;
}

void WatchList::unwatch(const std::vector<UserId>& users) {
  const std::vector<UserId> leaving = ascending(users);
  const auto leaves = [&](const Watched& each) {
    return std::ranges::binary_search(leaving, each.user);
  };
  for (const Watched& each : users_) {
    if (leaves(each)) hub_.unwatch(each.user, each.slot);
  }
  std::erase_if(users_, leaves);
}

std::vector<UserId> WatchList::users() const {
  std::vector<UserId> users;
  users.reserve(users_.size());
  for (const Watched& each : users_) users.push_back(each.user);
  return users;
}

// They are ascending, and none is watched yet.
void WatchList::start_watching(const std::vector<UserId>& users) {
  for (const UserId user : users) users_.push_back({user, hub_.watch(user, *this)});
  std::ranges::sort(users_, {}, &Watched::user);
}

void WatchList::on_moved(UserId user, std::uint32_t slot) {
  std::ranges::lower_bound(users_, user, {}, &Watched::user)->slot = slot;
}

void WatchList::close() {
  if (sink_ == nullptr) return;
  sink_ = nullptr;
  for (const Watched& each : users_) hub_.unwatch(each.user, each.slot);
  users_.clear();
}

void WatchList::on_presence(const Frame& frame) {
  missed_ |= asking_ > 0 || !sink_->push_presence(frame);
}

void WatchList::catch_up() {
  if (!missed_ || asking_ > 0 || sink_ == nullptr) return;
  missed_ = false;
  for (const Watched& each : users_) {
    const PresenceChanged now{hub_.presence().of(each.user)};
    if (!sink_->push_presence(make_frame(net::encode_text_frame(wire::event_json(now))))) {
      missed_ = true;
      return;
    }
  }
}

void WatchList::verify() {
  if (users_.empty()) return;
  verify_again_ = true;
  if (std::exchange(verifying_, true)) return;
  ++asking_;
  hub_.loop().spawn(verify_all(shared_from_this()));
}

// Whatever happens: until it is clear who is known, nothing is told. The hub may be telling
// its watchers something now, so the list leaves it later.
Task<void> WatchList::verify_all(std::shared_ptr<WatchList> list) {
  try {
    co_await verify_until_true(list);
  } catch (const std::exception& exception) {
    log::error("watch_list_threw", {{"what", exception.what()}});
    list->hub_.loop().post([list] { list->close(); });
  }
}

Task<void> WatchList::verify_until_true(std::shared_ptr<WatchList> list) {
  Backoff backoff;
  while (std::exchange(list->verify_again_, false) && list->sink_ != nullptr) {
    std::vector<UserId> users = list->users();
    const auto known = co_await drop_strangers(list, std::move(users));
    if (known) continue;
    list->verify_again_ = true;
    co_await pause_for(backoff.next());
  }
  list->verifying_ = false;
  --list->asking_;
  list->catch_up();
}

}  // namespace asq::realtime
