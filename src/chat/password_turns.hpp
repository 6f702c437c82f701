// Who has passwords checked just now: one person holds at most a few places in the hasher's queue,
// which all logins share. Threads: any (one lock); a Turn its coroutine's.
#pragma once

#include <mutex>
#include <unordered_map>
#include <utility>

#include "model/ids.hpp"

namespace asq::chat {

class PasswordTurns {
 public:
  static constexpr int kMostPerPerson = 2;

  // Lasts until it is destroyed. The PasswordTurns outlives it.
  class Turn {
   public:
    Turn(Turn&& other) noexcept
        : turns_(std::exchange(other.turns_, nullptr)), user_(other.user_) {}
    Turn& operator=(Turn&&) = delete;
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->leave(user_);
    }
    [[nodiscard]] bool granted() const { return turns_ != nullptr; }

   private:
    friend class PasswordTurns;
    Turn(PasswordTurns* turns, UserId user) : turns_(turns), user_(user) {}

    PasswordTurns* turns_;
    UserId user_;
  };

  // Not granted: the person has as many as one may.
  [[nodiscard]] Turn enter(UserId user) {
    const std::lock_guard lock(mutex_);
    int& count = counts_[user];
    if (count >= kMostPerPerson) return {nullptr, user};
    ++count;
    return {this, user};
  }

 private:
  void leave(UserId user) {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(user);
    if (--found->second == 0) counts_.erase(found);
  }

  std::mutex mutex_;
  std::unordered_map<UserId, int> counts_;
};

}  // namespace asq::chat
