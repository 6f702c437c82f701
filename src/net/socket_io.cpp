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

}  // namespace

WriteResult write_outbox(int fd, Outbox& outbox) {
  std::array<iovec, kPieces> room{};
  while (!outbox.empty()) {
    const auto pieces = std::span(room).first(outbox.gather(room));
    std::size_t offered = 0;
    for (const iovec& piece : pieces) offered += piece.iov_len;
    const ssize_t count = send_pieces(fd, pieces);
    if (count < 0) {
      if (errno == EINTR) continue;
      const bool full = errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS;
      return full ? WriteResult::blocked : WriteResult::gone;
    }
    outbox.sent(static_cast<std::size_t>(count));
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
