#include "app/line_socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

namespace asq::app {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kBacklog = 16;

// Whether the socket is ready for `events` before `until`.
bool wait_for(int socket, short events, steady_clock::time_point until) {
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd entry{socket, events, 0};
    const int ready =
        ::poll(&entry, 1, static_cast<int>(std::min(left, milliseconds(60'000)).count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);  // the API's own way
}

}  // namespace

std::expected<std::string, LineError> read_line(int socket, std::size_t most,
                                                milliseconds deadline) {
  const auto until = steady_clock::now() + deadline;
  std::string line;
  std::array<char, 4096> buffer{};
  while (wait_for(socket, POLLIN, until)) {
    const ssize_t size = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size < 0) return std::unexpected(LineError::broken);
    if (size == 0) return std::unexpected(LineError::closed);
    const std::string_view read(buffer.data(), static_cast<std::size_t>(size));
    const auto newline = read.find('\n');
    line += read.substr(0, newline);
    if (line.size() > most) return std::unexpected(LineError::too_long);
    if (newline != read.npos) return line;
  }
  return std::unexpected(LineError::late);
}

std::expected<void, LineError> write_line(int socket, std::string_view line,
                                          milliseconds deadline) {
  const auto until = steady_clock::now() + deadline;
  const std::string text = std::string(line) + '\n';
  std::string_view rest(text);
  while (!rest.empty()) {
    if (!wait_for(socket, POLLOUT, until)) return std::unexpected(LineError::late);
    const ssize_t size = ::send(socket, rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (size < 0) return std::unexpected(LineError::broken);
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

std::expected<Descriptor, int> listen_local(const std::string& path) {
  const auto address = address_of(path);
  if (!address) return std::unexpected(ENAMETOOLONG);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket.valid() || ::bind(socket.get(), generic(*address), sizeof *address) != 0 ||
      ::chmod(path.c_str(), 0600) != 0 || ::listen(socket.get(), kBacklog) != 0) {
    return std::unexpected(errno);
  }
  return socket;
}

std::expected<Descriptor, int> connect_local(const std::string& path) {
  const auto address = address_of(path);
  if (!address) return std::unexpected(ENAMETOOLONG);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.valid() || ::connect(socket.get(), generic(*address), sizeof *address) != 0) {
    return std::unexpected(errno);
  }
  return socket;
}

}  // namespace asq::app
