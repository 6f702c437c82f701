#include "app/control_server.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>
#include <utility>

#include "app/line_socket.hpp"
#include "base/log.hpp"
#include "base/stand_back.hpp"

namespace asq::app {
namespace {

constexpr std::size_t kMaxReply = 1024 * 1024;

std::string message(int error) { return std::generic_category().message(error); }

}  // namespace

// Work under way, or done and not looked at yet. Its end is waited for where it goes.
struct ControlServer::Job {
  Job(Descriptor client, Work work, std::chrono::milliseconds deadline)
      : connection(std::move(client)),
        thread([this, work = std::move(work), deadline](const std::stop_token& stop) {
          stand_back(Behind::all_others);
          const std::string reply = work(stop);
          done = true;  // before the reply: who has it may ask for the next
          static_cast<void>(write_line(connection.get(), reply, deadline));
        }) {}

  // No more than a moment is left of it.
  [[nodiscard]] bool as_good_as_over() const {
    return done || thread.get_stop_token().stop_requested();
  }

  const Descriptor connection;
  std::atomic<bool> done{false};
  bool watched = true;  // whether the client is still there
  std::jthread thread;
};

std::expected<std::unique_ptr<ControlServer>, std::string> ControlServer::start(
    const DataDirectory& directory, Answer answer, const ControlOptions& options) {
  const std::string path = directory.short_path(kControlSocket);
  ::unlink(path.c_str());
  auto listener = listen_local(path);
  Descriptor wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!listener || !wake.valid()) {
    return std::unexpected(fmt::format("can't create the control socket {}: {}",
                                       (directory.path() / kControlSocket).string(),
                                       message(listener ? errno : listener.error())));
  }
  return std::unique_ptr<ControlServer>(
      new ControlServer(path, std::move(*listener), std::move(wake), std::move(answer), options));
}

ControlServer::ControlServer(std::string path, Descriptor listener, Descriptor wake, Answer answer,
                             const ControlOptions& options)
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
    const int client = job_ && job_->watched ? job_->connection.get() : -1;
    std::array<pollfd, 3> entries{
        {{listener_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}, {client, 0, 0}}};
    if (::poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) {
      log::error("control_stopped", {{"cause", message(errno)}});
      break;
    }
    if (entries[1].revents != 0) break;
    if (entries[2].revents != 0) client_has_gone();
    if (entries[0].revents != 0) accept();
  }
  job_.reset();
}

void ControlServer::accept() {
  Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (connection.valid()) {
    serve(std::move(connection));
  } else if (errno != EINTR && errno != EAGAIN && errno != ECONNABORTED) {
    // No descriptor left, most likely: not to spin, wait a moment or for the end.
    pollfd entry{wake_.get(), POLLIN, 0};
    ::poll(&entry, 1, 1000);
  }
}

void ControlServer::serve(Descriptor connection) {
  const auto request = read_line(connection.get(), options_.max_request, options_.deadline);
  if (!request) {
    if (request.error() == LineError::too_long) {
      static_cast<void>(
          write_line(connection.get(),
                     R"({"ok":false,"code":"body_too_large","error":"The request is too long."})",
                     options_.deadline));
    }
    return;
  }
  auto answer = answer_(*request);
  if (auto* work = std::get_if<Work>(&answer)) {
    return begin_work(std::move(connection), std::move(*work));
  }
  static_cast<void>(write_line(connection.get(), std::get<std::string>(answer), options_.deadline));
}

void ControlServer::begin_work(Descriptor connection, Work work) {
  if (job_ && !job_->as_good_as_over()) {
    static_cast<void>(write_line(
        connection.get(),
        R"({"ok":false,"code":"overloaded","error":"another backup or check is under way"})",
        options_.deadline));
    return;
  }
  job_.reset();
  job_ = std::make_unique<Job>(std::move(connection), std::move(work), options_.deadline);
}

void ControlServer::client_has_gone() {
  if (job_->done) return job_.reset();
  job_->thread.request_stop();
  job_->watched = false;
}

std::expected<std::string, ControlFailure> ask_server(const DataDirectory& directory,
                                                      std::string_view request,
                                                      std::chrono::milliseconds patience) {
  const auto socket = connect_local(directory.short_path(kControlSocket));
  if (!socket) {
    const bool nobody = socket.error() == ENOENT || socket.error() == ECONNREFUSED;
    return std::unexpected(
        ControlFailure{nobody, fmt::format("can't reach the control socket in {}: {}",
                                           directory.path().string(), message(socket.error()))});
  }
  if (!write_line(socket->get(), request, kUsualPatience)) {
    return std::unexpected(ControlFailure{false, "the server did not accept the request"});
  }
  auto reply = read_line(socket->get(), kMaxReply, patience);
  if (!reply) {
    return std::unexpected(ControlFailure{
        false, "the server did not answer; it may or may not have done what you asked"});
  }
  return std::move(*reply);
}

}  // namespace asq::app
