#include "realtime/account_sockets.hpp"

#include <optional>
#include <utility>

#include "net/loop.hpp"
#include "realtime/hub.hpp"

namespace asq::realtime {

// What a round has found by now.
struct AccountSockets::Oldest {
  std::mutex mutex;
  std::size_t unasked;  // loops
  std::optional<Opening> opened;
  Hub* hub = nullptr;  // whose it is
};

void AccountSockets::await_hello(UserId user) {
  if (most_ == 0) return;
  {
    const std::lock_guard lock(mutex_);
    ++awaited_[user];
  }
  enforce(user);
}

void AccountSockets::end_await(UserId user) {
  if (most_ == 0) return;
  const std::lock_guard lock(mutex_);
  const auto awaited = awaited_.find(user);
  if (--awaited->second == 0) awaited_.erase(awaited);
}

// In this order no socket is missed: one that says hello meanwhile counts in presence before its
// wait ends.
bool AccountSockets::too_many(UserId user) const {
  const std::int64_t awaited = awaited_of(user);
  return awaited + presence_.sockets_of(user) > most_;
}

std::int64_t AccountSockets::awaited_of(UserId user) const {
  const std::lock_guard lock(mutex_);
  const auto awaited = awaited_.find(user);
  return awaited == awaited_.end() ? 0 : awaited->second;
}

void AccountSockets::enforce(UserId user) {
  if (most_ == 0 || !too_many(user)) return;
  const auto oldest = std::make_shared<Oldest>();
  oldest->unasked = hubs_.size();
  // By the time that it is closed another round may have closed this very one, so then it is the
  // next one, and there may be no need to.
  const auto end_in = [this, user](Hub& hub) {
    hub.loop().post([this, user, &hub] {
      if (too_many(user)) {
        hub.end_oldest_socket(user, net::CloseCode::too_many_sockets,
                              "This account has too many open sockets; this was the oldest.");
      }
    });
  };
  for (Hub* hub : hubs_) {
    hub->loop().post([oldest, hub, user, end_in] {
      const auto opened = hub->oldest_socket(user);
      const std::lock_guard lock(oldest->mutex);
      if (opened && (!oldest->opened || is_before(*opened, *oldest->opened))) {
        oldest->opened = opened;
        oldest->hub = hub;
      }
      if (--oldest->unasked == 0 && oldest->hub != nullptr) end_in(*oldest->hub);
    });
  }
}

Task<Result<std::vector<SessionId>>> AccountSockets::sessions_of(UserId user) {
  auto start = [this, user](Resume<Sessions> resume) { ask_all(user, std::move(resume)); };
  return suspend<Sessions>(std::move(start));
}

void AccountSockets::ask_all(UserId user, Resume<Sessions> resume) {
  std::uint64_t round = 0;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || hubs_.empty()) {
      return resume(closed_ ? Result<Sessions>(fail(ErrorCode::shutting_down)) : Sessions());
    }
    round = next_round_++;
    rounds_[round] = {hubs_.size(), {}, std::move(resume)};
  }
  for (Hub* hub : hubs_) {
    hub->loop().post([this, hub, user, round] { take_answer(round, hub->sessions_of(user)); });
  }
}

void AccountSockets::take_answer(std::uint64_t round, const Sessions& sessions) {
  Round done;
  {
    const std::lock_guard lock(mutex_);
    const auto found = rounds_.find(round);
    if (found == rounds_.end()) return;
    found->second.found.insert(found->second.found.end(), sessions.begin(), sessions.end());
    if (--found->second.unasked > 0) return;
    done = std::move(found->second);
    rounds_.erase(found);
  }
  done.resume(std::move(done.found));
}

void AccountSockets::close() {
  std::unordered_map<std::uint64_t, Round> ended;  // dies behind the lock
  const std::lock_guard lock(mutex_);
  closed_ = true;
  ended.swap(rounds_);
}

}  // namespace asq::realtime
