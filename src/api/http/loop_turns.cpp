#include "api/http/loop_turns.hpp"

#include <mutex>

namespace asq::api {

realtime::ReadTurns& TurnsOfLoops::of(const net::Loop& loop) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = turns_.find(&loop); found != turns_.end()) return *found->second;
  }
  const std::unique_lock lock(mutex_);
  auto& turns = turns_[&loop];
  if (!turns) turns = std::make_unique<realtime::ReadTurns>(kReadForAnswers);
  return *turns;
}

}  // namespace asq::api
