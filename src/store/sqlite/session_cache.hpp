// All live sessions in memory, so that every request can ask.
// Threads: live() from any; the rest by the store's opening and its writer.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/user.hpp"

namespace asq::store::sqlite {

class SessionCache {
 public:
  [[nodiscard]] bool live(SessionId id, UserId owner, Timestamp now) const;
  void put(SessionId id, UserId owner, Timestamp expires_at);
  void erase(SessionId id);
  // Sessions that have expired, at most `most`, each once (put() makes it new). Any thread.
  [[nodiscard]] std::vector<std::pair<SessionId, UserId>> take_due(Timestamp now, std::size_t most);

 private:
  struct Entry {
    UserId owner;
    Timestamp expires_at;
    bool taken = false;  // by take_due()
  };
  mutable std::shared_mutex mutex_;
  std::unordered_map<SessionId, Entry> sessions_;
  Timestamp next_due_ = Timestamp::max();  // none expires before it, but those taken
};

}  // namespace asq::store::sqlite
