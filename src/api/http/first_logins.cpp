#include "api/http/first_logins.hpp"

#include <functional>

namespace asq::api {
namespace {

std::size_t hash_of_email(const std::string& email) { return std::hash<std::string>{}(email); }

}  // namespace

void FirstLogins::expect(const std::string& address, const std::string& email) {
  const std::lock_guard lock(mutex_);
  forget_expired();
  if (in_order_.size() >= kMost) return;
  std::size_t& of_address = of_address_[address];
  if (of_address >= kMostOfOne) return;
  ++of_address;
  const SteadyTime until = clock_.steady() + kFree;
  const Key key(address, hash_of_email(email));
  until_.insert_or_assign(key, until);
  in_order_.emplace_back(until, key);
}

bool FirstLogins::any(const std::string& address) {
  const std::lock_guard lock(mutex_);
  forget_expired();
  const auto first = until_.lower_bound(Key(address, 0));
  return first != until_.end() && first->first.first == address;
}

bool FirstLogins::take(const std::string& address, const std::string& email) {
  const std::lock_guard lock(mutex_);
  forget_expired();
  return until_.erase(Key(address, hash_of_email(email))) > 0;
}

// One that was expected again, or has come, may be gone already.
void FirstLogins::forget_expired() {
  const SteadyTime now = clock_.steady();
  while (!in_order_.empty() && in_order_.front().first <= now) {
    const auto& [until, key] = in_order_.front();
    const auto known = until_.find(key);
    if (known != until_.end() && known->second == until) until_.erase(known);
    const auto counted = of_address_.find(key.first);
    if (--counted->second == 0) of_address_.erase(counted);
    in_order_.pop_front();
  }
}

}  // namespace asq::api
