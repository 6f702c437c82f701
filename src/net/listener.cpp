#include "net/listener.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/log.hpp"
#include "net/listening_sockets.hpp"

namespace asq::net {
namespace {

constexpr int kAcceptsPerTurn = 64;

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

void send_at_once(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Descriptor open_reserve() { return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool is_shortage(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

Listener::Listener(Loop& loop, Connections& connections, std::vector<Descriptor> sockets)
    : loop_(loop),
      connections_(connections),
      sockets_(std::move(sockets)),
      reserve_(open_reserve()) {}

void Listener::start() {
  loop_.add(*this);
  connections_.on_room_made([this] { resume(); });
  sweep({});
}

Listener::~Listener() {
  if (!paused_) unwatch();
  connections_.on_room_made({});
  loop_.remove(*this);
}

void Listener::stop() {
  accept_some(kListenBacklog);
  if (!paused_) unwatch();
  sockets_.clear();
}

// Which of them is ready isn't said. A host has few addresses.
void Listener::on_ready(std::uint32_t) { accept_some(kAcceptsPerTurn); }

void Listener::accept_some(int most) {
  const bool paused_before = paused_;
  for (const Descriptor& socket : sockets_) {
    accept_some(socket, most);
    if (paused_ != paused_before) return;  // what it gave back is not for the next socket
  }
}

// Until there is none.
void Listener::accept_some(const Descriptor& socket, int most) {
  for (int i = 0; i < most; ++i) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    Descriptor accepted(::accept4(socket.get(), reinterpret_cast<sockaddr*>(&peer), &size,
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
    send_at_once(accepted.get());
    connections_.accept(std::move(accepted), to_text(peer));
  }
}

void Listener::pause() {
  const int cause = errno;
  reserve_.close();
  if (paused_) return;
  paused_ = true;
  unwatch();
  if (warned_) return;
  warned_ = true;
  log::warning("accepting_paused", {{"cause", std::generic_category().message(cause)}});
}

void Listener::sweep(SteadyTime) { resume(); }

void Listener::resume() {
  if (!paused_ || sockets_.empty()) return;
  if (!reserve_.valid()) reserve_ = open_reserve();
  if (!reserve_.valid()) return;  // still none left
  paused_ = !watch();
  if (paused_) unwatch();
}

bool Listener::watch() {
  return std::ranges::all_of(sockets_, [&](const Descriptor& socket) {
    return loop_.poller().add(socket.get(), *this, EPOLLIN);
  });
}

void Listener::unwatch() {
  for (const Descriptor& socket : sockets_) loop_.poller().remove(socket.get(), *this);
}

}  // namespace asq::net
