// The server under test: the real binary, on a data directory of its own, pinned to the first core.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace asq::bench {

struct ServerStart {
  std::vector<std::string> arguments{};
  bool limits = false;           // ASQ_LIMITS
  bool pinned = true;            // to the first core
  std::int64_t descriptors = 0;  // how many it may have; 0: as many as this process
  int log = -1;                  // where its log goes; -1: where this process's errors go
};

// How a server ended.
struct ServerEnd {
  int exit_code = -1;  // -1: it did not end by itself
  double seconds = 0;  // from SIGTERM on
};

class ServerProcess {
 public:
  // Starts it with rate limits off and waits until it is ready. Throws std::runtime_error if it
  // does not come up.
  ServerProcess(const std::filesystem::path& binary, std::vector<std::string> arguments);
  ServerProcess(const std::filesystem::path& binary, const ServerStart& start);
  ~ServerProcess();  // stops it, removes the data directory
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // SIGTERM, and SIGKILL when that has done nothing for 15 s.
  ServerEnd stop();
  // Stops it if it runs, and starts it again on the same data, at the same port.
  void restart(const ServerStart& start);
  void send_signal(int signal) const;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] std::int64_t rss_bytes() const;
  [[nodiscard]] double cpu_seconds() const;
  [[nodiscard]] const std::filesystem::path& data() const { return data_; }

 private:
  void spawn(const ServerStart& start);
  void wait_until_ready();

  std::filesystem::path binary_;
  std::filesystem::path data_;
  std::uint16_t port_ = 0;
  pid_t pid_ = -1;
};

// Pins the calling process to one core; a machine with a single core is left alone.
void pin_to_core(int core);

}  // namespace asq::bench
