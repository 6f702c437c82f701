// What the server takes while nobody looks: resident memory, and the size of SQLite's log.
#pragma once

#include <atomic>
#include <cstdint>
#include <thread>

#include "server_process.hpp"

namespace asq::bench {

struct ServerSize {
  std::int64_t rss = 0;
  std::int64_t wal = 0;
};

[[nodiscard]] ServerSize size_of(const ServerProcess& server);

// Looks 50 times a second, from its making on, and keeps the largest. Threads: one owner.
class ServerWatch {
 public:
  explicit ServerWatch(const ServerProcess& server);
  ~ServerWatch();
  ServerWatch(const ServerWatch&) = delete;
  ServerWatch& operator=(const ServerWatch&) = delete;

  [[nodiscard]] ServerSize largest() const { return {rss_, wal_}; }

 private:
  void look(const ServerProcess& server);

  std::atomic<std::int64_t> rss_ = 0;
  std::atomic<std::int64_t> wal_ = 0;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

}  // namespace asq::bench
