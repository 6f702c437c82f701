// The sockets that a server listens on: for each of its loops one on each address of its host.
//   before: -      after: net/listener.cpp
// Threads: any.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace asq::net {

inline constexpr int kListenBacklog = 4096;  // as many as the kernel completes without us

struct ListenAddress {
  sockaddr_storage storage{};  // its port is of no interest
  socklen_t size = 0;
};

// All addresses of a host, each once. `host` is a name or an IPv4 or IPv6 address, with or without
// brackets. On failure one sentence for the operator.
[[nodiscard]] std::expected<std::vector<ListenAddress>, std::string> addresses_of(
    const std::string& host);
// Only programs on this machine reach it: 127.0.0.0/8, ::1, and the former as IPv6.
[[nodiscard]] bool is_loopback(const ListenAddress& address);

struct ListeningSockets {
  std::vector<std::vector<Descriptor>> of_loops;
  std::uint16_t port = 0;
  bool beyond_loopback = false;  // one of the addresses is no loopback address
};

// Bound to one port of all addresses that this machine has, and listening, with SO_REUSEPORT. A
// plain bind has shown before that nobody listens there, since SO_REUSEPORT would hide another
// server of the same user. Port 0: any that is free. An address that the machine lacks is left out,
// with a line in the log, unless it lacks all. Of several a line names each. On failure one
// sentence for the operator, which calls the addresses `host`.
[[nodiscard]] std::expected<ListeningSockets, std::string> listen_on(
    const std::string& host, const std::vector<ListenAddress>& addresses, std::uint16_t port,
    std::size_t loops);

}  // namespace asq::net
