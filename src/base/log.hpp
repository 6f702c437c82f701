// One structured line per event: text on a terminal, JSON otherwise.
//
//   log::info("server_started", {{"listen", "127.0.0.1:8000"}, {"loops", 2}});
//
// A line is one write(2), so that lines of several threads never mix; what a value holds (newlines,
// escape sequences, broken UTF-8) is escaped, so that it can't forge a line or steer a terminal.
// The server writes its lines in the background: a log that nobody reads keeps nothing waiting.
// Lines that find no room are dropped, and `log_lines_dropped` says in their place how many.
// No password, token or Authorization header is ever a field; there is a canary test for it.
// Threads: any.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/clock.hpp"

namespace asq::log {

enum class Level : std::uint8_t { debug, info, warning, error };
enum class Format : std::uint8_t {
  automatic,
  text,
  json
};  // automatic: text if stderr is a terminal

struct Field {
  std::string_view key;
  std::variant<std::string, std::int64_t, double, bool> value;

  Field(std::string_view name, std::string_view text) : key(name), value(std::string(text)) {}
  Field(std::string_view name, const char* text) : key(name), value(std::string(text)) {}
  Field(std::string_view name, bool truth) : key(name), value(truth) {}
  Field(std::string_view name, std::integral auto number)
      : key(name), value(static_cast<std::int64_t>(number)) {}
  Field(std::string_view name, std::floating_point auto number)
      : key(name), value(static_cast<double>(number)) {}
};
using Fields = std::initializer_list<Field>;

// Once, at start. Lines go to stderr. Before it: info and above, in the automatic format.
void configure(Level least, Format format);

// The line of one event with its newline, as write() sends it. Pure.
//   json: {"time":"2026-11-23T08:15:30.123456Z","level":"info","event":"server_started","loops":2}
//   text: 2026-11-23T08:15:30.123456Z info    server_started loops=2
[[nodiscard]] std::string format_line(Format format, Timestamp time, Level level,
                                      std::string_view event, Fields fields);

// Never throws and never fails: a line that stderr doesn't take is lost.
void write(Level level, std::string_view event, Fields fields) noexcept;
// The same, of fields that were gathered one by one.
void write_gathered(Level level, std::string_view event, std::span<const Field> fields) noexcept;
// Text for a person, in its place among the lines.
void say(std::string_view text);

// From here to the end of the process nobody waits for stderr: a thread of its own writes, and
// 1 MiB of lines may wait for it. Its signal mask is the caller's. Throws where no thread can be
// made.
void write_in_background();
// Waits until all lines so far are written. False: not within `patience`. To be called where the
// process ends.
bool flush(std::chrono::milliseconds patience);
inline constexpr std::chrono::milliseconds kLastWords{1000};  // the patience for that
// Since the start.
[[nodiscard]] std::uint64_t lines_dropped();

// Whether a line of that level is written: for fields that are costly to make.
[[nodiscard]] bool enabled(Level level) noexcept;
inline void debug(std::string_view event, Fields fields = {}) {
  write(Level::debug, event, fields);
}
inline void info(std::string_view event, Fields fields = {}) { write(Level::info, event, fields); }
inline void warning(std::string_view event, Fields fields = {}) {
  write(Level::warning, event, fields);
}
inline void error(std::string_view event, Fields fields = {}) {
  write(Level::error, event, fields);
}

}  // namespace asq::log
