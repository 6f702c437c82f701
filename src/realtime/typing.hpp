// Who is typing where: passed on at most once in 3 s per person and chat, never stored.
// Threads: any (one lock, held for a look-up).
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <unordered_set>

#include "base/clock.hpp"
#include "bus/bus.hpp"
#include "model/ids.hpp"

namespace asq::realtime {

class TypingNotices {
 public:
  static constexpr std::chrono::seconds kBetween{3};
  // People and chats that are kept in mind; with more typing at once, the rest is not passed on.
  static constexpr std::size_t kMost = 65'536;

  TypingNotices(bus::Bus& bus, const Clock& clock) : bus_(bus), clock_(clock) {}

  // The person, a member of the chat, is typing in it.
  void typed(ChatId chat, UserId user);

 private:
  struct Key {
    ChatId chat;
    UserId user;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept;
  };
  struct Passed {
    SteadyTime at;
    Key key;
  };
  [[nodiscard]] bool admit(const Key& key);

  bus::Bus& bus_;
  const Clock& clock_;
  std::mutex mutex_;
  std::deque<Passed> passed_;  // oldest first
  std::unordered_set<Key, KeyHash> recent_;
};

}  // namespace asq::realtime
