// Faults on demand, for tests/chaos. Only a build with ASQ_FAULT_POINTS (cmake --preset chaos) has
// them; in every other one these functions are nothing.
//
//   ASQ_KILL_AT=after_commit:3       kill -9 when the third one passes that place
//   ASQ_SLOW_AT=before_commit:5      whoever passes it waits 5 ms, as for a slow disk
//
// Threads: any.
#pragma once

#include <asq_fault_points.hpp>  // cmake/compiler.cmake writes it: ASQ_FAULT_POINTS, or nothing
#include <string_view>

#ifdef ASQ_FAULT_POINTS
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#endif

namespace asq::fault {

#ifdef ASQ_FAULT_POINTS

struct Place {
  std::string name;
  int count = 0;
};

inline std::string read_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

inline Place read_place(const char* variable) {
  const std::string text = read_environment(variable);
  const auto colon = text.find(':');
  if (colon == std::string::npos) return {};
  return {text.substr(0, colon), std::atoi(text.c_str() + colon + 1)};
}

inline const Place& kill_at() {
  static const Place chosen = read_place("ASQ_KILL_AT");
  return chosen;
}

inline const Place& slow_at() {
  static const Place chosen = read_place("ASQ_SLOW_AT");
  return chosen;
}

// A place where a crash is worth a look.
inline void point(std::string_view name) {
  static std::atomic<int> passed{0};
  if (slow_at().name == name) {
    std::this_thread::sleep_for(slow_at().count * std::chrono::milliseconds(1));
  }
  if (kill_at().name == name && ++passed == kill_at().count) ::kill(::getpid(), SIGKILL);
}

// What takes a while begins: the count says after how many fifths of a millisecond it ends.
inline void beginning(std::string_view name) {
  if (kill_at().name != name) return;
  std::thread([] {
    std::this_thread::sleep_for(kill_at().count * std::chrono::microseconds(200));
    ::kill(::getpid(), SIGKILL);
  }).detach();
}

// The environment variables above are no settings.
inline bool reads(std::string_view variable) {
  return variable == "ASQ_KILL_AT" || variable == "ASQ_SLOW_AT";
}

#else

constexpr void point(std::string_view /*name*/) {}
constexpr void beginning(std::string_view /*name*/) {}
constexpr bool reads(std::string_view /*variable*/) { return false; }

#endif

}  // namespace asq::fault
