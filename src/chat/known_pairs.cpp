#include "chat/known_pairs.hpp"

#include <utility>

#include "auth/hmac.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

namespace asq::chat {

KnownPairs::KnownPairs(std::size_t most) : most_(most), secret_(random_bytes(32)) {}

std::string KnownPairs::digest(std::string_view address, std::string_view email) const {
  std::string pair(address);
  pair += '\n';
  pair += nfkc_casefold(email);
  return auth::hmac_sha256(secret_, pair).substr(0, 16);
}

void KnownPairs::add(std::string_view address, std::string_view email) {
  std::string pair = digest(address, email);
  const std::lock_guard lock(mutex_);
  if (const auto known = places_.find(pair); known != places_.end()) {
    recent_.splice(recent_.begin(), recent_, known->second);
    return;
  }
  recent_.push_front(std::move(pair));
  places_.emplace(recent_.front(), recent_.begin());
  if (recent_.size() <= most_) return;
  places_.erase(recent_.back());
  recent_.pop_back();
}

bool KnownPairs::has(std::string_view address, std::string_view email) {
  const std::string pair = digest(address, email);
  const std::lock_guard lock(mutex_);
  const auto known = places_.find(pair);
  if (known == places_.end()) return false;
  recent_.splice(recent_.begin(), recent_, known->second);
  return true;
}

}  // namespace asq::chat
