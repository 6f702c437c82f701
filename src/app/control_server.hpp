// control.sock in the data directory: how `asq user ...` reaches a running server. One request and
// one reply per connection, a line of JSON each (app/administration.hpp), one connection at a time.
// Only the directory's owner may connect (0600).
// Threads: a thread of its own, from start() to the destructor.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "app/data_directory.hpp"
#include "net/descriptor.hpp"

namespace asq::app {

inline constexpr std::string_view kControlSocket = "control.sock";

struct ControlOptions {
  std::size_t max_request = 64 * 1024;
  std::chrono::milliseconds deadline{2000};  // for a request to come whole, and to take its reply
};

class ControlServer {
 public:
  using Answer = std::function<std::string(std::string_view request)>;

  // The directory is locked, so that a socket left in it is nobody's and is replaced. `answer` runs
  // on the server's thread; the directory outlives the server. On failure one sentence.
  [[nodiscard]] static std::expected<std::unique_ptr<ControlServer>, std::string> start(
      const DataDirectory& directory, Answer answer, const ControlOptions& options = {});
  // No further connection is served; does not wait. The destructor does, for the request under way.
  void begin_stop();
  ~ControlServer();  // removes the socket
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

 private:
  ControlServer(std::string path, net::Descriptor listener, net::Descriptor wake, Answer answer,
                const ControlOptions& options);
  void run();
  void serve(int connection) const;

  std::string path_;
  net::Descriptor listener_;
  net::Descriptor wake_;  // readable: stop
  Answer answer_;
  ControlOptions options_;
  std::jthread thread_;
};

// Sends one request to the server that has the directory; its reply. On failure whether no server
// listens there (then the caller may take the lock and do it itself) and one sentence.
struct ControlFailure {
  bool no_server = false;
  std::string sentence;
};
[[nodiscard]] std::expected<std::string, ControlFailure> ask_server(const DataDirectory& directory,
                                                                    std::string_view request);

}  // namespace asq::app
