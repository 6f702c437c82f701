// A listening socket of one loop.
//   before: -      after: net/http_connection.cpp
// Threads: the two functions any; a Listener its loop's, but for construction (any) and destruction
// (while the loop doesn't run).
//
// Out of descriptors (EMFILE, ENFILE) or memory it stops accepting, gives back the descriptor that
// it holds in reserve, so that the rest of the process can open a file, and goes on when the sweep
// gets one again. Peers wait in the kernel's queue meanwhile; nothing spins.
#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include "base/descriptor.hpp"
#include "net/connections.hpp"
#include "net/loop.hpp"
#include "net/poller.hpp"

namespace asq::net {

struct ListeningSocket {
  Descriptor socket;
  std::uint16_t port = 0;
};

// Bound and listening, with SO_REUSEPORT. `host` is a name or an IPv4 or IPv6 address. On failure
// one sentence for the operator.
[[nodiscard]] std::expected<ListeningSocket, std::string> open_listening_socket(
    const std::string& host, std::uint16_t port);

// Whether nobody listens there: SO_REUSEPORT would hide another server of the same user.
[[nodiscard]] std::expected<void, std::string> probe_address(const std::string& host,
                                                             std::uint16_t port);

class Listener final : public Pollable, public Sweepable {
 public:
  Listener(Loop& loop, Connections& connections, Descriptor socket);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start();
  // Takes what the kernel has already completed, then closes the socket.
  void stop();

  void on_ready(std::uint32_t events) override;
  void sweep(SteadyTime now) override;

 private:
  void accept_some(int most);
  void pause();
  void resume();

  Loop& loop_;
  Connections& connections_;
  Descriptor socket_;
  Descriptor reserve_;
  bool paused_ = true;   // not watched by the poller
  bool warned_ = false;  // of this shortage
};

}  // namespace asq::net
