#include "app/control_server.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "app/line_socket.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

constexpr std::chrono::milliseconds kReplyDeadline{60'000};  // a full password queue is waited for
constexpr std::size_t kMaxReply = 1024 * 1024;

std::string message(int error) { return std::generic_category().message(error); }

}  // namespace

std::expected<std::unique_ptr<ControlServer>, std::string> ControlServer::start(
    const DataDirectory& directory, Answer answer, const ControlOptions& options) {
  const std::string path = directory.short_path(kControlSocket);
  ::unlink(path.c_str());
  auto listener = listen_local(path);
  net::Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!listener || !wake.valid()) {
    return std::unexpected(fmt::format("the control socket {} can't be made: {}",
                                       (directory.path() / kControlSocket).string(),
                                       message(listener ? errno : listener.error())));
  }
  return std::unique_ptr<ControlServer>(
      new ControlServer(path, std::move(*listener), std::move(wake), std::move(answer), options));
}

ControlServer::ControlServer(std::string path, net::Descriptor listener, net::Descriptor wake,
                             Answer answer, const ControlOptions& options)
    : path_(std::move(path)),
      listener_(std::move(listener)),
      wake_(std::move(wake)),
      answer_(std::move(answer)),
      options_(options),
      thread_([this] { run(); }) {}

void ControlServer::begin_stop() { ::eventfd_write(wake_.get(), 1); }

ControlServer::~ControlServer() {
  begin_stop();
  thread_.join();
  ::unlink(path_.c_str());
}

void ControlServer::run() {
  while (true) {
    std::array<pollfd, 2> entries{{{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
    if (::poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) {
      log::error("control_stopped", {{"cause", message(errno)}});
      return;
    }
    if (entries[1].revents != 0) return;
    if (entries[0].revents == 0) continue;
    const net::Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (connection.valid()) {
      serve(connection.get());
    } else if (errno != EINTR && errno != EAGAIN && errno != ECONNABORTED) {
      // No descriptor left, most likely: not to spin, wait a moment or for the end.
      ::poll(&entries[1], 1, 1000);
    }
  }
}

void ControlServer::serve(int connection) const {
  const auto request = read_line(connection, options_.max_request, options_.deadline);
  if (!request) {
    if (request.error() == LineFault::too_long) {
      static_cast<void>(write_line(
          connection, R"({"ok":false,"code":"body_too_large","error":"The request is too long."})",
          options_.deadline));
    }
    return;
  }
  static_cast<void>(write_line(connection, answer_(*request), options_.deadline));
}

std::expected<std::string, ControlFailure> ask_server(const DataDirectory& directory,
                                                      std::string_view request) {
  const auto socket = connect_local(directory.short_path(kControlSocket));
  if (!socket) {
    const bool nobody = socket.error() == ENOENT || socket.error() == ECONNREFUSED;
    return std::unexpected(
        ControlFailure{nobody, fmt::format("the control socket in {} can't be reached: {}",
                                           directory.path().string(), message(socket.error()))});
  }
  if (!write_line(socket->get(), request, kReplyDeadline)) {
    return std::unexpected(ControlFailure{false, "the server took no request"});
  }
  auto reply = read_line(socket->get(), kMaxReply, kReplyDeadline);
  if (!reply) {
    return std::unexpected(ControlFailure{
        false, "the server gave no answer; whether it did what was asked is not known"});
  }
  return std::move(*reply);
}

}  // namespace asq::app
