#include "net/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include "base/log.hpp"

namespace asq::net {
namespace {

constexpr int kBacklog = 4096;  // as many as the kernel completes without us
constexpr int kAcceptsPerTurn = 64;
// Of what the kernel takes for a connection, so much may be unsent. Its own choice is megabytes,
// which nobody counts; here the rest stays in the outbox (tcp(7), TCP_NOTSENT_LOWAT).
constexpr int kUnsent = 128 * 1024;

struct Address {
  sockaddr_storage storage{};
  socklen_t size = 0;
  [[nodiscard]] const sockaddr* get() const {
    return reinterpret_cast<const sockaddr*>(&storage);  // the API's own way
  }
};

std::expected<Address, std::string> resolve(const std::string& host, std::uint16_t port) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string name = bracketed ? host.substr(1, host.size() - 2) : host;
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string service = std::to_string(port);
  const int failure = ::getaddrinfo(name.c_str(), service.c_str(), &hints, &found);
  if (failure != 0) {
    return std::unexpected(
        fmt::format("Cannot listen on \"{}\": it is no address of this machine ({}).", host,
                    ::gai_strerror(failure)));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  const addrinfo* chosen = found;  // of a name with both: IPv4, which its clients try in any case
  while (chosen->ai_family != AF_INET && chosen->ai_next != nullptr) chosen = chosen->ai_next;
  if (chosen->ai_family != AF_INET) chosen = found;
  Address address;
  std::memcpy(&address.storage, chosen->ai_addr, chosen->ai_addrlen);
  address.size = chosen->ai_addrlen;
  return address;
}

std::string sentence(const std::string& host, std::uint16_t port, int error) {
  const std::string where = fmt::format("Cannot listen on {}:{}: ", host, port);
  switch (error) {
    case EADDRINUSE: return where + "the port is in use by another program.";
    case EACCES: return where + "this user may not use the port.";
    case EADDRNOTAVAIL: return where + "it is no address of this machine.";
    default: return where + std::generic_category().message(error) + ".";
  }
}

bool set_option(int fd, int level, int option, int value) {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

bool set_flag(int fd, int level, int option) { return set_option(fd, level, option, 1); }

// A socket bound to the address. Without `shared` the bind fails where somebody listens already;
// SO_REUSEADDR only lets it ignore what is left of closed connections.
std::expected<Descriptor, std::string> bind_socket(const std::string& host, std::uint16_t port,
                                                   bool shared) {
  const auto address = resolve(host, port);
  if (!address) return std::unexpected(address.error());
  Descriptor socket(
      ::socket(address->get()->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const bool ready = socket.valid() && set_flag(socket.get(), SOL_SOCKET, SO_REUSEADDR) &&
                     (!shared || set_flag(socket.get(), SOL_SOCKET, SO_REUSEPORT)) &&
                     ::bind(socket.get(), address->get(), address->size) == 0;
  if (!ready) return std::unexpected(sentence(host, port, errno));
  return socket;
}

std::uint16_t port_of(int fd) {
  Address address;
  address.size = sizeof address.storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address.storage), &address.size);
  if (address.storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_port);
}

// Numeric; an IPv4 peer of an IPv6 socket in its own form.
std::string to_text(const sockaddr_storage& peer) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
  } else {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
      ::inet_ntop(AF_INET, &v6.s6_addr[12], text.data(), text.size());
    } else {
      ::inet_ntop(AF_INET6, &v6, text.data(), text.size());
    }
  }
  return text.data();
}

Descriptor open_reserve() { return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

std::expected<void, std::string> probe_address(const std::string& host, std::uint16_t port) {
  auto socket = bind_socket(host, port, false);
  if (!socket) return std::unexpected(std::move(socket.error()));
  if (::listen(socket->get(), 1) != 0) return std::unexpected(sentence(host, port, errno));
  return {};
}

std::expected<ListeningSocket, std::string> open_listening_socket(const std::string& host,
                                                                  std::uint16_t port) {
  auto socket = bind_socket(host, port, true);
  if (!socket) return std::unexpected(std::move(socket.error()));
  // Accepted connections inherit it.
  const bool ready = set_option(socket->get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, kUnsent) &&
                     ::listen(socket->get(), kBacklog) == 0;
  if (!ready) return std::unexpected(sentence(host, port, errno));
  const std::uint16_t bound = port_of(socket->get());
  return ListeningSocket{std::move(*socket), bound};
}

Listener::Listener(Loop& loop, Connections& connections, Descriptor socket)
    : loop_(loop),
      connections_(connections),
      socket_(std::move(socket)),
      reserve_(open_reserve()) {}

void Listener::start() {
  loop_.add(*this);
  connections_.on_room_made([this] { resume(); });
  sweep({});
}

Listener::~Listener() {
  if (!paused_ && socket_.valid()) loop_.poller().remove(socket_.get(), *this);
  connections_.on_room_made({});
  loop_.remove(*this);
}

void Listener::stop() {
  if (!socket_.valid()) return;
  accept_some(kBacklog);
  if (!paused_) loop_.poller().remove(socket_.get(), *this);
  socket_.close();
}

void Listener::on_ready(std::uint32_t) { accept_some(kAcceptsPerTurn); }

// Until there is none.
void Listener::accept_some(int most) {
  for (int i = 0; i < most; ++i) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    Descriptor accepted(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&peer), &size,
                                  SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!accepted.valid()) {
      const int cause = errno;
      const bool descriptors = cause == EMFILE || cause == ENFILE;
      if (descriptors && connections_.make_room() > 0) continue;
      errno = cause;
      if (is_shortage(errno)) return pause();
      if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINVAL) return;
      continue;  // that peer is gone already
    }
    warned_ = false;
    set_flag(accepted.get(), IPPROTO_TCP, TCP_NODELAY);
    connections_.accept(std::move(accepted), to_text(peer));
  }
}

void Listener::pause() {
  const int cause = errno;
  reserve_.close();
  if (paused_) return;
  paused_ = true;
  loop_.poller().remove(socket_.get(), *this);
  if (warned_) return;
  warned_ = true;
  log::warning("accepting_paused", {{"cause", std::generic_category().message(cause)}});
}

void Listener::sweep(SteadyTime) { resume(); }

void Listener::resume() {
  if (!paused_ || !socket_.valid()) return;
  if (!reserve_.valid()) reserve_ = open_reserve();
  if (!reserve_.valid()) return;  // still none left
  paused_ = !loop_.poller().add(socket_.get(), *this, EPOLLIN);
}

}  // namespace asq::net
