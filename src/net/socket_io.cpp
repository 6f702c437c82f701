#include "net/socket_io.hpp"

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace asq::net {
namespace {

constexpr std::size_t kPieces = 64;  // of one gathered write

ssize_t send_pieces(int fd, std::span<iovec> pieces) {
  if (pieces.size() == 1) {
    return ::send(fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  return ::sendmsg(fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

// The first `most` bytes of the pieces. Returns how many that are.
std::size_t cut(std::span<iovec>& pieces, std::size_t most) {
  std::size_t offered = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    offered += pieces[i].iov_len;
    if (offered < most) continue;
    pieces[i].iov_len -= offered - most;
    pieces = pieces.first(i + 1);
    return most;
  }
  return offered;
}

}  // namespace

WriteResult write_outbox(int fd, Outbox& outbox, std::size_t budget) {
  std::array<iovec, kPieces> room{};
  while (!outbox.empty()) {
    if (budget == 0) return WriteResult::more;
    auto pieces = std::span(room).first(outbox.gather(room));
    const std::size_t offered = cut(pieces, budget);
    const ssize_t count = send_pieces(fd, pieces);
    if (count < 0) {
      if (errno == EINTR) continue;
      const bool full = errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS;
      return full ? WriteResult::blocked : WriteResult::gone;
    }
    outbox.sent(static_cast<std::size_t>(count));
    budget -= static_cast<std::size_t>(count);
    if (static_cast<std::size_t>(count) < offered) return WriteResult::blocked;
  }
  return WriteResult::drained;
}

std::uint64_t unacknowledged(int fd) {
  int bytes = 0;
  return ::ioctl(fd, SIOCOUTQ, &bytes) == 0 && bytes > 0 ? static_cast<std::uint64_t>(bytes) : 0;
}

Read read_some(int fd, std::span<char> buffer) {
  for (;;) {
    const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count > 0) return {ReadResult::data, buffer.first(static_cast<std::size_t>(count))};
    if (count == 0) return {ReadResult::end, {}};
    if (errno == EINTR) continue;
    const bool nothing = errno == EAGAIN || errno == EWOULDBLOCK;
    return {nothing ? ReadResult::nothing_now : ReadResult::gone, {}};
  }
}

}  // namespace asq::net
