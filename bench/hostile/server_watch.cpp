#include "hostile/server_watch.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace asq::bench {

ServerSize size_of(const ServerProcess& server) {
  std::error_code missing;
  const auto wal = std::filesystem::file_size(server.data() / "asq.db-wal", missing);
  return {server.rss_bytes(), missing ? 0 : static_cast<std::int64_t>(wal)};
}

ServerWatch::ServerWatch(const ServerProcess& server) {
  thread_ = std::thread([this, &server] {
    while (!ended_) {
      look(server);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
}

ServerWatch::~ServerWatch() {
  ended_ = true;
  thread_.join();
}

void ServerWatch::look(const ServerProcess& server) {
  const ServerSize now = size_of(server);
  rss_ = std::max<std::int64_t>(rss_, now.rss);
  wal_ = std::max<std::int64_t>(wal_, now.wal);
}

}  // namespace asq::bench
