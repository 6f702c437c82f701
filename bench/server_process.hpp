// The server under test: the real binary, on a data directory of its own, pinned to the first core.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asq::bench {

class ServerProcess {
 public:
  // Starts it with rate limits off and waits until it is ready. Throws std::runtime_error if it
  // does not come up.
  ServerProcess(const std::filesystem::path& binary, std::vector<std::string> arguments);
  ~ServerProcess();  // SIGTERM, waits, removes the data directory
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::int64_t rss_bytes() const;
  [[nodiscard]] double cpu_seconds() const;
  [[nodiscard]] const std::filesystem::path& data() const { return data_; }

 private:
  void spawn(const std::filesystem::path& binary, const std::vector<std::string>& arguments);
  void wait_until_ready() const;

  std::filesystem::path data_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

// Pins the calling process to one core; a machine with a single core is left alone.
void pin_to_core(int core);

}  // namespace asq::bench
