// The turns of reading for answers, loop by loop.
// Threads: any.
#pragma once

#include <memory>
#include <shared_mutex>
#include <unordered_map>

#include "realtime/read_turns.hpp"

namespace asq::net {
class Loop;
}

namespace asq::api {

// In messages: at most 50 MiB of text at a time, and a quarter of that for one account.
inline constexpr realtime::ReadTurns::Bounds kReadForAnswers{.most = 800, .most_of_one = 200};

class TurnsOfLoops {
 public:
  // The same for as long as this lives.
  [[nodiscard]] realtime::ReadTurns& of(const net::Loop& loop);

 private:
  std::shared_mutex mutex_;
  // Guarded by mutex_.
  std::unordered_map<const net::Loop*, std::unique_ptr<realtime::ReadTurns>> turns_;
};

}  // namespace asq::api
