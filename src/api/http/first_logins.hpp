// Accounts that were just made by an invitation: their first log-in, from the address where they
// were made, counts against no limit. So a class of thirty that registers by one link, behind one
// address, can log in as well.
// Threads: any (one lock). Memory is bounded: beyond kMost within kFree, and kMostOfOne of one
// address, a log-in counts as others do.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "base/clock.hpp"

namespace asq::api {

class FirstLogins {
 public:
  static constexpr std::chrono::minutes kFree{10};
  static constexpr std::size_t kMost = 16'384;
  static constexpr std::size_t kMostOfOne = 1024;

  explicit FirstLogins(const Clock& clock) : clock_(clock) {}

  // `email`: folded (base/email.hpp).
  void expect(const std::string& address, const std::string& email);
  // Some are expected from there.
  [[nodiscard]] bool any(const std::string& address);
  // It is one of them; the next one is not.
  [[nodiscard]] bool take(const std::string& address, const std::string& email);

 private:
  using Key = std::pair<std::string, std::size_t>;  // the e-mail by its hash: none is kept

  void forget_expired();

  const Clock& clock_;
  std::mutex mutex_;
  std::map<Key, SteadyTime> until_;                  // guarded by mutex_
  std::deque<std::pair<SteadyTime, Key>> in_order_;  // guarded by mutex_
  std::map<std::string, std::size_t> of_address_;    // how many of in_order_; guarded by mutex_
};

}  // namespace asq::api
