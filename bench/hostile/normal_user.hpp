// The person beside the attacker: open loop, at an everyday pace, she sends messages, reads pages,
// opens sockets with hello, and logs in. What she waits for is what a row is judged by.
// Threads: one owner; a thread for each kind of operation inside.
#pragma once

#include <array>
#include <atomic>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "load.hpp"

namespace asq::bench {

enum class Operation : std::uint8_t { send, page, hello, log_in };
inline constexpr std::array<std::string_view, 4> kOperationNames{"send", "page", "hello", "log-in"};

struct Waited {
  SteadyTime intended;  // open loop: the clock runs from here
  SteadyTime ended{};
  double milliseconds = 0;  // until the answer, or until she was told of failure
  double served = 0;        // the same from the moment at which she really asked
  bool failed = false;
  std::string why{};
};

struct WaitSummary {
  double p50 = 0;  // milliseconds
  double p99 = 0;
  double max = 0;
  double longest_served = 0;  // once it was asked for
  std::size_t count = 0;
  std::size_t failed = 0;
  std::string first_failure;
};

class NormalUser {
 public:
  // Registers, makes a group with some messages in it. For a server without limits.
  explicit NormalUser(std::uint16_t port);
  ~NormalUser();
  NormalUser(const NormalUser&) = delete;
  NormalUser& operator=(const NormalUser&) = delete;

  // Takes a cursor for all hellos to come, and begins; at the server as it is started now.
  void begin();
  // What was intended before `end` is finished, for some seconds at most; the rest has failed.
  void finish();
  // After finish(): of what began and ended within that time.
  [[nodiscard]] WaitSummary undisturbed(Operation operation, SteadyTime from,
                                        SteadyTime until) const;
  // Of what was under way or intended within it.
  [[nodiscard]] WaitSummary disturbed(Operation operation, SteadyTime from, SteadyTime until) const;

 private:
  void keep_doing(Operation operation);

  std::uint16_t port_;
  std::string token_;
  std::int64_t chat_ = 0;
  std::string cursor_;
  std::atomic<bool> finishing_ = false;
  std::atomic<bool> given_up_ = false;
  SteadyTime end_;                             // set before finishing_
  std::array<std::vector<Waited>, 4> waited_;  // of one thread each, until it has ended
  std::atomic<int> done_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace asq::bench
