#include "api/http/rate_limits.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <mutex>
#include <unordered_map>

namespace asq::api {
namespace {

using Seconds = std::chrono::duration<double>;

// Of a limit of 300 a minute that makes 20, the limit of registrations.
constexpr std::int64_t kPriceOfAFailure = 15;

// What is left in a bucket at a moment; what flowed in since is added when it is looked at.
struct Bucket {
  double tokens = 0;
  SteadyTime as_of;
};

double refilled(const Bucket& bucket, const Rate& rate, SteadyTime now) {
  const double inflow = Seconds(now - bucket.as_of).count() * rate.per_second;
  return std::min(rate.burst, bucket.tokens + std::max(0.0, inflow));
}

// `next`: how much there has to be for the next try.
Verdict verdict_of(bool allowed, double tokens, double next, const Rate& rate) {
  Verdict verdict;
  verdict.limited_route = true;
  verdict.allowed = allowed;
  verdict.limit = static_cast<std::int64_t>(rate.burst);
  verdict.remaining = static_cast<std::int64_t>(std::max(0.0, tokens));
  const auto seconds_until = [&](double level) {
    return std::chrono::seconds(
        static_cast<std::int64_t>(std::ceil(std::max(0.0, level - tokens) / rate.per_second)));
  };
  verdict.reset = seconds_until(rate.burst);
  if (!allowed) verdict.retry_after = std::max(std::chrono::seconds(1), seconds_until(next));
  return verdict;
}

// The buckets of one kind of request.
template <class Key>
class Buckets {
 public:
  Buckets(const Rate& rate, const Clock& clock) : rate_(rate), clock_(clock) {
    rate_.burst = std::max(rate_.burst, 1.0);
  }

  Verdict take(const Key& key, std::int64_t wanted = 1, std::int64_t paid = 0) {
    if (rate_.per_second <= 0) return {};
    const double amount = std::min(static_cast<double>(wanted), rate_.burst);
    const double next = std::min(static_cast<double>(wanted + paid), rate_.burst);
    const SteadyTime now = clock_.steady();
    Shard& shard = shards_[std::hash<Key>{}(key) % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    Bucket& bucket = find(shard, key, now);
    bucket.tokens = refilled(bucket, rate_, now);
    bucket.as_of = now;
    const bool allowed = bucket.tokens >= amount;
    if (allowed) bucket.tokens -= amount;
    return verdict_of(allowed, bucket.tokens, next, rate_);
  }

  // What take() took for that amount.
  void give_back(const Key& key, std::int64_t wanted) {
    owe(key, -std::min(wanted, static_cast<std::int64_t>(rate_.burst)));
  }
  void owe(const Key& key, std::int64_t amount) {
    if (rate_.per_second <= 0) return;
    const SteadyTime now = clock_.steady();
    Shard& shard = shards_[std::hash<Key>{}(key) % shards_.size()];
    const std::lock_guard lock(shard.mutex);
    Bucket& bucket = find(shard, key, now);
    bucket.tokens =
        std::max(-rate_.burst, refilled(bucket, rate_, now) - static_cast<double>(amount));
    bucket.as_of = now;
  }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<Key, Bucket> buckets;
    Bucket common;  // of those for whom there was no room
    std::size_t sweep_at = kFirstSweep;
    SteadyTime next_sweep;
  };
  static constexpr std::size_t kFirstSweep = 1024;
  static constexpr std::size_t kMostPerShard = 16'384;

  // A bucket that is full again is as good as none: forgotten when the map has doubled, but not all
  // the time when it is full. Where that makes no room, all who are new share one bucket.
  Bucket& find(Shard& shard, const Key& key, SteadyTime now) {
    if (const auto known = shard.buckets.find(key); known != shard.buckets.end()) {
      return known->second;
    }
    if (shard.buckets.size() >= shard.sweep_at && now >= shard.next_sweep) {
      shard.next_sweep = now + std::chrono::seconds(1);
      std::erase_if(shard.buckets, [&](const auto& entry) {
        return refilled(entry.second, rate_, now) >= rate_.burst;
      });
      shard.sweep_at = std::clamp(shard.buckets.size() * 2, kFirstSweep, kMostPerShard);
    }
    if (shard.buckets.size() >= kMostPerShard) return shard.common;
    return shard.buckets.emplace(key, Bucket{rate_.burst, now}).first->second;
  }

  Rate rate_;
  const Clock& clock_;
  std::array<Shard, 16> shards_;
};

// Who lost answers asks again for many at once, and each look-up costs a read of the store.
Rate look_up_rate(const Rate& sends) { return {sends.per_second * 10, sends.burst * 10}; }

}  // namespace

struct RateLimits::State {
  State(const RateOptions& given, const Clock& clock)
      : options(given),
        registers(options.registers, clock),
        tokens(options.tokens, clock),
        passwords(options.tokens, clock),
        sends(options.sends, clock),
        look_ups(look_up_rate(options.sends), clock),
        requests(options.requests, clock),
        logins(options.logins, clock),
        names(options.names, clock),
        memberships(options.memberships, clock),
        strangers(options.strangers, clock),
        invites(options.invites, clock),
        links(options.invites, clock),
        over_limit(options.invites, clock),
        passing(options.passing, clock),
        first_logins(clock) {}

  const RateOptions options;
  Buckets<std::string> registers;
  Buckets<std::string> tokens;
  Buckets<UserId> passwords;
  Buckets<UserId> sends;
  Buckets<UserId> look_ups;
  Buckets<UserId> requests;
  Buckets<std::size_t> logins;  // by the hash, so that nobody fills the memory with e-mails
  Buckets<UserId> names;
  Buckets<UserId> memberships;
  Buckets<UserId> strangers;
  Buckets<InviteId> invites;
  Buckets<std::string> links;
  Buckets<std::string> over_limit;
  Buckets<UserId> passing;
  FirstLogins first_logins;
};

Error rate_limited(const Verdict& verdict) {
  Error error(ErrorCode::rate_limited);
  error.retry_after = verdict.retry_after;
  return error;
}

RateLimits::RateLimits(const RateOptions& options, const Clock& clock)
    : state_(std::make_unique<State>(options, clock)) {}
RateLimits::~RateLimits() = default;

const RateOptions& RateLimits::options() const { return state_->options; }

Verdict RateLimits::take_register(const std::string& address) {
  return state_->registers.take(address);
}
void RateLimits::give_back_register(const std::string& address) {
  state_->registers.give_back(address, 1);
}
Verdict RateLimits::take_invite(InviteId invite, std::int64_t amount, std::int64_t paid) {
  return state_->invites.take(invite, amount, paid);
}
void RateLimits::give_back_invite(InviteId invite, std::int64_t amount) {
  state_->invites.give_back(invite, amount);
}
Verdict RateLimits::take_link(const std::string& address) { return state_->links.take(address); }
Verdict RateLimits::take_over_limit(const std::string& address) {
  return state_->over_limit.take(address);
}
void RateLimits::give_back_over_limit(const std::string& address) {
  state_->over_limit.give_back(address, 1);
}
void RateLimits::charge_failure_over_limit(const std::string& address) {
  state_->over_limit.owe(address, kPriceOfAFailure - 1);
}
FirstLogins& RateLimits::first_logins() { return state_->first_logins; }
Verdict RateLimits::take_token(const std::string& address) { return state_->tokens.take(address); }
void RateLimits::give_back_token(const std::string& address) {
  state_->tokens.give_back(address, 1);
}
Verdict RateLimits::take_password(UserId user) { return state_->passwords.take(user); }
Verdict RateLimits::take_send(UserId user, std::int64_t amount, std::int64_t paid) {
  return state_->sends.take(user, amount, paid);
}
Verdict RateLimits::take_membership(UserId user, std::int64_t amount, std::int64_t paid) {
  return state_->memberships.take(user, amount, paid);
}
void RateLimits::give_back_membership(UserId user, std::int64_t amount) {
  state_->memberships.give_back(user, amount);
}
Verdict RateLimits::take_strangers(UserId user, std::int64_t count) {
  return state_->strangers.take(user, count);
}
std::int64_t RateLimits::most_strangers() const {
  const Rate& rate = state_->options.strangers;
  if (rate.per_second <= 0) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::max(rate.burst, 1.0));
}
Verdict RateLimits::take_look_up(UserId user) { return state_->look_ups.take(user); }
Verdict RateLimits::take_passing(UserId user, std::int64_t sockets) {
  return sockets > 0 ? state_->passing.take(user, sockets) : Verdict{};
}
Verdict RateLimits::take_request(UserId user) { return state_->requests.take(user); }
void RateLimits::pay_answer(UserId user, std::size_t bytes) {
  const auto price = state_->options.bytes_per_request;
  const std::int64_t more = price > 0 ? static_cast<std::int64_t>(bytes) / price : 0;
  if (more > 0) state_->requests.owe(user, more);
}
Verdict RateLimits::take_login(const std::string& email) {
  return state_->logins.take(std::hash<std::string>{}(email));
}
Verdict RateLimits::take_name(UserId user) { return state_->names.take(user); }

}  // namespace asq::api
