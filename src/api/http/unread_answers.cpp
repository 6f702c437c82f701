#include "api/http/unread_answers.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace asq::api {

class UnreadAnswers::Counts {
 public:
  [[nodiscard]] std::size_t of(UserId user) {
    Shard& shard = shard_of(user);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.bytes.find(user);
    return found == shard.bytes.end() ? 0 : found->second;
  }
  void add(UserId user, std::size_t bytes) {
    Shard& shard = shard_of(user);
    const std::lock_guard lock(shard.mutex);
    shard.bytes[user] += bytes;
  }
  void subtract(UserId user, std::size_t bytes) {
    Shard& shard = shard_of(user);
    const std::lock_guard lock(shard.mutex);
    const auto found = shard.bytes.find(user);
    found->second -= bytes;
    if (found->second == 0) shard.bytes.erase(found);
  }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<UserId, std::size_t> bytes;
  };
  Shard& shard_of(UserId user) { return shards_[std::hash<UserId>{}(user) % shards_.size()]; }

  std::array<Shard, 16> shards_;
};

struct UnreadAnswers::Counted {
  Counted(std::shared_ptr<Counts> its_counts, UserId its_user, std::string text)
      : counts(std::move(its_counts)), user(its_user), body(std::move(text)) {
    counts->add(user, body.capacity());
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { counts->subtract(user, body.capacity()); }

  const std::shared_ptr<Counts> counts;
  const UserId user;
  const std::string body;
};

UnreadAnswers::UnreadAnswers(std::size_t most_per_account)
    : most_(most_per_account), counts_(std::make_shared<Counts>()) {}
UnreadAnswers::~UnreadAnswers() = default;

Result<void> UnreadAnswers::check(UserId user, std::size_t bytes) const {
  const std::size_t waiting = counts_->of(user);
  if (waiting == 0 || waiting + bytes <= most_) return {};
  Error error(ErrorCode::rate_limited, "Answers to this account wait to be read: read them first.");
  error.retry_after = std::chrono::seconds(1);
  return std::unexpected(std::move(error));
}

std::shared_ptr<const std::string> UnreadAnswers::count(UserId user, std::string body) {
  const auto counted = std::make_shared<const Counted>(counts_, user, std::move(body));
  return {counted, &counted->body};
}

std::size_t UnreadAnswers::of(UserId user) const { return counts_->of(user); }

}  // namespace asq::api
