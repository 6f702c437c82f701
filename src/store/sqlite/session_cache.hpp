// All live sessions in memory, so that every request can ask.
// Threads: live() from any; the rest by the store's opening and its writer.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include "model/user.hpp"

namespace asq::store::sqlite {

class SessionCache {
 public:
  [[nodiscard]] bool live(SessionId id, UserId owner, Timestamp now) const;
  void put(SessionId id, UserId owner, Timestamp expires_at);
  void erase(SessionId id);

 private:
  struct Entry {
    UserId owner;
    Timestamp expires_at;
  };
  mutable std::shared_mutex mutex_;
  std::unordered_map<SessionId, Entry> sessions_;
};

}  // namespace asq::store::sqlite
