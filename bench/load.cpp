#include "load.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>

namespace asq::bench {

double seconds_since(SteadyTime begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

SteadyTime in_seconds(double seconds) {
  return std::chrono::steady_clock::now() +
         std::chrono::duration_cast<std::chrono::steady_clock::duration>(
             std::chrono::duration<double>(seconds));
}

std::string make_person(std::uint16_t port, const std::string& email) {
  HttpClient client(port);
  const std::string account =
      R"({"username":"bench","email":")" + email + R"(","password":"bench-password"})";
  client.request("POST", "/chat/register", "", account);
  const HttpAnswer answer =
      client.request("POST", "/chat/token", "", "username=" + email + "&password=bench-password",
                     "application/x-www-form-urlencoded");
  if (answer.status != 200) throw std::runtime_error("no token: " + answer.body);
  return json_string(answer.body, "access_token");
}

std::int64_t make_group(std::uint16_t port, const std::string& token) {
  HttpClient client(port);
  const HttpAnswer answer =
      client.request("POST", "/chat/group", token, R"({"name":"bench","participant_ids":[]})");
  if (answer.status != 201) throw std::runtime_error("no group: " + answer.body);
  return json_integer(answer.body, "id");
}

void fill_chat(std::uint16_t port, std::int64_t chat, const std::string& token,
               std::int64_t messages) {
  constexpr int kInFlight = 256;
  constexpr std::size_t kSockets = 4;
  Readiness sockets;
  for (std::size_t i = 0; i < kSockets; ++i) sockets.add(open_chat_socket(port, chat, token));
  const std::string frame = masked_frame(R"({"text":")" + std::string(100, 'x') + R"("})");
  FrameCounter counter;
  std::int64_t sent = 0;
  std::int64_t echoed = 0;
  while (echoed < messages) {
    for (std::size_t i = 0; i < kSockets; ++i) {
      std::string burst;
      while (sent < messages && sent - echoed < kInFlight && burst.size() < frame.size() * 60) {
        burst += frame;
        ++sent;
      }
      if (!burst.empty()) write_all(sockets.descriptor(i), burst);
    }
    sockets.poll(1000, [&](std::size_t index, std::string_view bytes) {
      if (index == 0) echoed += counter.feed(bytes);
    });
  }
}

double quantile(std::vector<double> samples, double share) {
  if (samples.empty()) return 0;
  std::ranges::sort(samples);
  const auto last = static_cast<double>(samples.size() - 1);
  return samples[static_cast<std::size_t>(share * last)];
}

Readiness::Readiness() : epoll_(epoll_create1(EPOLL_CLOEXEC)), events_(256), buffer_(262'144) {}

Readiness::~Readiness() {
  for (const int fd : descriptors_) close(fd);
  close(epoll_);
}

std::size_t Readiness::add(int fd) {
  const std::size_t index = descriptors_.size();
  fcntl(fd, F_SETFL, O_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = index;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  descriptors_.push_back(fd);
  return index;
}

void Readiness::poll(int milliseconds,
                     const std::function<void(std::size_t, std::string_view)>& on_bytes) {
  const int ready =
      epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), milliseconds);
  for (int i = 0; i < ready; ++i) {
    const std::size_t index = events_[static_cast<std::size_t>(i)].data.u64;
    const ssize_t got = read(descriptors_[index], buffer_.data(), buffer_.size());
    if (got > 0) {
      on_bytes(index, {buffer_.data(), static_cast<std::size_t>(got)});
    } else if (got == 0 || errno != EAGAIN) {
      throw std::runtime_error("the server closed a connection");
    }
  }
}

}  // namespace asq::bench
