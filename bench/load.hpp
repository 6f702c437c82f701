// People, chats and sockets for a scenario, and one epoll over many sockets.
#pragma once

#include <sys/epoll.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "client.hpp"

namespace asq::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

[[nodiscard]] double seconds_since(SteadyTime begin);
[[nodiscard]] SteadyTime in_seconds(double seconds);

// Registers a person and logs her in; her access token.
[[nodiscard]] std::string make_person(std::uint16_t port, const std::string& email);
// A group of that person alone; its chat id.
[[nodiscard]] std::int64_t make_group(std::uint16_t port, const std::string& token);
// Sends so many messages of 100 bytes to a chat, over a few sockets, and waits for their echoes.
void fill_chat(std::uint16_t port, std::int64_t chat, const std::string& token,
               std::int64_t messages);

// The value below which `share` (0 to 1) of the samples lie.
[[nodiscard]] double quantile(std::vector<double> samples, double share);

// Many non-blocking descriptors, read when ready.
class Readiness {
 public:
  Readiness();
  ~Readiness();
  Readiness(const Readiness&) = delete;
  Readiness& operator=(const Readiness&) = delete;

  // Owns the descriptor from now on; returns its index.
  std::size_t add(int fd);
  [[nodiscard]] int descriptor(std::size_t index) const { return descriptors_[index]; }
  // Reads what is ready on up to 256 descriptors and hands it over, index and bytes. Waits for at
  // most `milliseconds`. Throws if a connection was closed.
  void poll(int milliseconds, const std::function<void(std::size_t, std::string_view)>& on_bytes);

 private:
  int epoll_ = -1;
  std::vector<int> descriptors_;
  std::vector<epoll_event> events_;
  std::vector<char> buffer_;
};

}  // namespace asq::bench
