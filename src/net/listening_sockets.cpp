#include "net/listening_sockets.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace asq::net {
namespace {

// Of what the kernel takes for a connection, so much may be unsent. Its own choice is megabytes,
// which nobody counts; here the rest stays in the outbox (tcp(7), TCP_NOTSENT_LOWAT).
constexpr int kUnsent = 128 * 1024;
// For a port that is free on every address, when any will do.
constexpr int kTriesForAPort = 16;

// Why an address can't be listened on.
struct BindFailure {
  ListenAddress address;
  std::uint16_t port = 0;
  int error = 0;
};

// The sockets API passes addresses by this cast.
const sockaddr* generic(const ListenAddress& address) {
  return reinterpret_cast<const sockaddr*>(&address.storage);
}

std::string without_brackets(const std::string& host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed ? host.substr(1, host.size() - 2) : host;
}

// "127.0.0.1:8000", "[::1]:8000"
std::string with_port(const std::string& host, std::uint16_t port) {
  const std::string name = without_brackets(host);
  const bool bracketed = name.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", bracketed ? "[" : "", name, bracketed ? "]" : "", port);
}

std::string numeric_text(const ListenAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v6 = address.storage.ss_family == AF_INET6;
  const void* bytes = v6 ? static_cast<const void*>(
                               &reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr)
                         : static_cast<const void*>(
                               &reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr);
  ::inet_ntop(address.storage.ss_family, bytes, text.data(), text.size());
  return text.data();
}

void set_port(ListenAddress& address, std::uint16_t port) {
  if (address.storage.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port = htons(port);
  }
}

std::uint16_t port_of(int fd) {
  ListenAddress address;
  address.size = sizeof address.storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage), &address.size);
  if (address.storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

// The machine lacks the address, or all of its family.
bool is_missing(int error) { return error == EADDRNOTAVAIL || error == EAFNOSUPPORT; }

std::string why_not(int error) {
  if (is_missing(error)) return "this machine has no such address";
  if (error == EADDRINUSE) return "the port is in use by another program";
  if (error == EACCES) return "this user is not allowed to use the port";
  return std::generic_category().message(error);
}

std::string refusal_to_listen(const std::string& host, const BindFailure& failure) {
  const std::string named = with_port(host, failure.port);
  const std::string exact = with_port(numeric_text(failure.address), failure.port);
  return fmt::format("Cannot listen on {}{}: {}.", named, named == exact ? "" : " (" + exact + ")",
                     why_not(failure.error));
}

bool set_option(int fd, int level, int option, int value) {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

// A socket that listens on the address. Without `shared` that fails where somebody listens already;
// SO_REUSEADDR only lets it ignore what is left of closed connections. Accepted connections inherit
// TCP_NOTSENT_LOWAT.
std::expected<Descriptor, BindFailure> open_one(ListenAddress address, std::uint16_t port,
                                                bool shared) {
  set_port(address, port);
  Descriptor socket(
      ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const bool ready = socket.valid() && set_option(socket.get(), SOL_SOCKET, SO_REUSEADDR, 1) &&
                     (!shared || set_option(socket.get(), SOL_SOCKET, SO_REUSEPORT, 1)) &&
                     ::bind(socket.get(), generic(address), address.size) == 0 &&
                     set_option(socket.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, kUnsent) &&
                     ::listen(socket.get(), shared ? kListenBacklog : 1) == 0;
  if (!ready) return std::unexpected(BindFailure{address, port, errno});
  return socket;
}

// Adds to each loop a socket on this address.
std::optional<BindFailure> open_for_all(const ListenAddress& address, ListeningSockets& sockets) {
  if (sockets.port != 0) {
    const auto probe = open_one(address, sockets.port, false);
    if (!probe) return probe.error();
  }
  for (auto& of_loop : sockets.of_loops) {
    auto opened = open_one(address, sockets.port, true);
    if (!opened) return opened.error();
    sockets.port = port_of(opened->get());
    of_loop.push_back(std::move(*opened));
  }
  return std::nullopt;
}

// What a name stands for, the operator may not know.
void log_bound(const std::vector<ListenAddress>& addresses, std::uint16_t port) {
  for (const ListenAddress& address : addresses) {
    log::info("listening_on", {{"address", with_port(numeric_text(address), port)}});
  }
}

std::expected<ListeningSockets, BindFailure> try_to_listen(
    const std::vector<ListenAddress>& addresses, std::uint16_t port, std::size_t loops) {
  ListeningSockets sockets;
  sockets.of_loops.resize(loops);
  sockets.port = port;
  std::vector<BindFailure> missing;
  std::vector<ListenAddress> bound;
  for (const ListenAddress& address : addresses) {
    const auto failure = open_for_all(address, sockets);
    if (!failure) {
      bound.push_back(address);
      sockets.beyond_loopback |= !is_loopback(address);
      continue;
    }
    if (!is_missing(failure->error)) return std::unexpected(*failure);
    missing.push_back(*failure);
  }
  if (missing.size() == addresses.size()) return std::unexpected(missing.front());
  for (const BindFailure& failure : missing) {
    log::info("address_left_out",
              {{"address", with_port(numeric_text(failure.address), sockets.port)},
               {"cause", why_not(failure.error)}});
  }
  if (addresses.size() > 1) log_bound(bound, sockets.port);
  return sockets;
}

}  // namespace

std::expected<std::vector<ListenAddress>, std::string> addresses_of(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  const int failure = ::getaddrinfo(without_brackets(host).c_str(), nullptr, &hints, &found);
  const auto none = [&](int why) {
    return std::unexpected(
        fmt::format("Cannot listen on \"{}\": this machine has no such address ({}).", host,
                    ::gai_strerror(why)));
  };
  if (failure != 0) return none(failure);
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  std::vector<ListenAddress> addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    ListenAddress address;
    std::memcpy(&address.storage, each->ai_addr, each->ai_addrlen);
    address.size = each->ai_addrlen;
    const bool known = std::ranges::any_of(addresses, [&](const ListenAddress& other) {
      return std::memcmp(&other.storage, &address.storage, sizeof address.storage) == 0;
    });
    if (!known) addresses.push_back(address);
  }
  if (addresses.empty()) return none(EAI_NONAME);
  return addresses;
}

bool is_loopback(const ListenAddress& address) {
  constexpr unsigned char kLoopbackNet = 127;
  if (address.storage.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr;
    return (ntohl(v4.s_addr) >> 24) == kLoopbackNet;
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&v6)) return v6.s6_addr[12] == kLoopbackNet;
  return IN6_IS_ADDR_LOOPBACK(&v6);
}

std::expected<ListeningSockets, std::string> listen_on(const std::string& host,
                                                       const std::vector<ListenAddress>& addresses,
                                                       std::uint16_t port, std::size_t loops) {
  for (int tries = 1;; ++tries) {
    auto sockets = try_to_listen(addresses, port, loops);
    if (sockets) return std::move(*sockets);
    // Any port was free on the first address, but not on the next.
    const bool again = port == 0 && sockets.error().error == EADDRINUSE && tries < kTriesForAPort;
    if (!again) return std::unexpected(refusal_to_listen(host, sockets.error()));
  }
}

}  // namespace asq::net
