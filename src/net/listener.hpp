// The listening sockets of one loop: one for each address of the server's host.
//   before: net/listening_sockets.cpp      after: net/http_connection.cpp
// Threads: its loop's, but for construction (any) and destruction (while the loop doesn't run).
//
// Out of descriptors (EMFILE, ENFILE) or memory it stops accepting, gives back the descriptor that
// it holds in reserve, so that the rest of the process can open a file, and goes on when the sweep
// gets one again. Peers wait in the kernel's queue meanwhile; nothing spins.
#pragma once

#include <cstdint>
#include <vector>

#include "base/descriptor.hpp"
#include "net/connections.hpp"
#include "net/loop.hpp"
#include "net/poller.hpp"

namespace asq::net {

class Listener final : public Pollable, public Sweepable {
 public:
  Listener(Loop& loop, Connections& connections, std::vector<Descriptor> sockets);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void start();
  // Takes what the kernel has already completed, then closes the sockets.
  void stop();

  void on_ready(std::uint32_t events) override;
  void sweep(SteadyTime now) override;

 private:
  void accept_some(int most);  // of each
  void accept_some(const Descriptor& socket, int most);
  void pause();
  void resume();
  bool watch();
  void unwatch();

  Loop& loop_;
  Connections& connections_;
  std::vector<Descriptor> sockets_;
  Descriptor reserve_;
  bool paused_ = true;   // they are not watched by the poller
  bool warned_ = false;  // of this shortage
};

}  // namespace asq::net
