// control.sock in the data directory: how `asq user ...`, `asq backup` and `asq check` reach a
// running server. One request and one reply per connection, a line of JSON each
// (app/administration.hpp, app/upkeep.hpp), one connection at a time; what takes long is done
// beside that, one such work at a time. Only the directory's owner may connect (0600).
// Threads: one of its own, from start() to the destructor, and one for the work.
#pragma once

#include <chrono>
#include <expected>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <variant>

#include "app/data_directory.hpp"
#include "base/descriptor.hpp"

namespace asq::app {

inline constexpr std::string_view kControlSocket = "control.sock";

struct ControlOptions {
  std::size_t max_request = 64 * 1024;
  std::chrono::milliseconds deadline{2000};  // for a request to come whole, and to take its reply
};

class ControlServer {
 public:
  // Gives the reply after a while, on a thread of its own at low priority. Gives up soon after
  // `stop`: the client has gone, or the server ends.
  using Work = std::function<std::string(const std::stop_token& stop)>;
  // The reply to a request, or how to come by it.
  using Answer = std::function<std::variant<std::string, Work>(std::string_view request)>;

  // The directory is locked, so that a socket left in it is nobody's and is replaced. `answer` runs
  // on the server's thread; the directory outlives the server. On failure one sentence.
  [[nodiscard]] static std::expected<std::unique_ptr<ControlServer>, std::string> start(
      const DataDirectory& directory, Answer answer, const ControlOptions& options = {});
  // No further connection is served, and work gives up; does not wait. The destructor does, for the
  // request under way.
  void begin_stop();
  ~ControlServer();  // removes the socket
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

 private:
  ControlServer(std::string path, Descriptor listener, Descriptor wake, Answer answer,
                const ControlOptions& options);
  struct Job;

  void run();
  void accept();
  void serve(Descriptor connection);
  void begin_work(Descriptor connection, Work work);
  void client_has_gone();

  std::string path_;
  Descriptor listener_;
  Descriptor wake_;  // readable: stop
  Answer answer_;
  ControlOptions options_;
  std::unique_ptr<Job> job_;  // of the server's thread alone
  std::jthread thread_;
};

// Sends one request to the server that has the directory; its reply. On failure whether no server
// listens there (then the caller may take the lock and do it itself) and one sentence.
struct ControlFailure {
  bool no_server = false;
  std::string sentence;
};
inline constexpr std::chrono::milliseconds kUsualPatience{60'000};  // a full password queue
inline constexpr std::chrono::milliseconds kNoHurry = std::chrono::hours(24 * 365);
[[nodiscard]] std::expected<std::string, ControlFailure> ask_server(
    const DataDirectory& directory, std::string_view request,
    std::chrono::milliseconds patience = kUsualPatience);

}  // namespace asq::app
