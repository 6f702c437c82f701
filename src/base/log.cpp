#include "base/log.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <iterator>
#include <memory>
#include <utility>

#include "base/log_queue.hpp"
#include "base/utf8.hpp"

namespace asq::log {
namespace {

std::atomic<Level> least_level{Level::info};
std::atomic<Format> line_format{Format::automatic};

constexpr std::size_t kMostWaiting = std::size_t{1024} * 1024;  // bytes
// From write_in_background() on. It stays until the process is gone, as its thread does.
std::atomic<LogQueue*> background{nullptr};

bool wants_json(Format format) {
  return format == Format::json || (format == Format::automatic && ::isatty(STDERR_FILENO) == 0);
}

std::string_view level_name(Level level) {
  static constexpr std::array<std::string_view, 4> kNames{"debug", "info", "warning", "error"};
  return kNames.at(static_cast<std::size_t>(level));
}

void append_one_byte(std::string& out, char character) {
  const auto code = static_cast<unsigned char>(character);
  if (character == '"' || character == '\\') {
    out += {'\\', character};
  } else if (character == '\n') {
    out += "\\n";
  } else if (code < 0x20 || code == 0x7F) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", code);
  } else {
    out += character;
  }
}

// A JSON string of any bytes. Escaped beyond what RFC 8259 asks for: DEL and the C1 controls, which
// terminals obey, and the line separators U+2028 and U+2029.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const std::size_t length = first_character_size(text);
    const std::string_view sequence = text.substr(0, length == 0 ? 1 : length);
    if (length == 0) {
      out += "\\ufffd";
    } else if (length == 1) {
      append_one_byte(out, text.front());
    } else if (length == 2 && sequence[0] == '\xC2' && sequence[1] < '\xA0') {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(sequence[1]));
    } else if (sequence == "\xE2\x80\xA8" || sequence == "\xE2\x80\xA9") {
      out += sequence[2] == '\xA8' ? "\\u2028" : "\\u2029";
    } else {
      out += sequence;
    }
    text.remove_prefix(sequence.size());
  }
  out += '"';
}

// Text that can stand bare behind `key=`: visible ASCII without quotes, backslash and '='.
bool is_plain(std::string_view text) {
  for (const char character : text) {
    if (character <= ' ' || character > '~' || character == '"' || character == '\\' ||
        character == '=') {
      return false;
    }
  }
  return !text.empty();
}

struct ValueWriter {
  std::string& out;
  bool json;

  void operator()(const std::string& text) const {
    if (!json && is_plain(text)) {
      out += text;
    } else {
      append_quoted(out, text);
    }
  }
  void operator()(std::int64_t number) const { out += std::to_string(number); }
  void operator()(double number) const {
    if (std::isfinite(number)) {
      fmt::format_to(std::back_inserter(out), "{:.6g}", number);
    } else {
      out += "null";
    }
  }
  void operator()(bool truth) const { out += truth ? "true" : "false"; }
};

using Gathered = std::span<const Field>;

void append_json_line(std::string& out, Timestamp time, Level level, std::string_view event,
                      Gathered fields) {
  fmt::format_to(std::back_inserter(out), R"({{"time":"{}","level":"{}","event":)",
                 to_rfc3339(time), level_name(level));
  append_quoted(out, event);
  for (const Field& field : fields) {
    out += ',';
    append_quoted(out, field.key);
    out += ':';
    std::visit(ValueWriter{out, true}, field.value);
  }
  out += '}';
}

void append_text_line(std::string& out, Timestamp time, Level level, std::string_view event,
                      Gathered fields) {
  fmt::format_to(std::back_inserter(out), "{} {:7} {}", to_rfc3339(time), level_name(level), event);
  for (const Field& field : fields) {
    fmt::format_to(std::back_inserter(out), " {}=", field.key);
    std::visit(ValueWriter{out, false}, field.value);
  }
}

std::string make_line(Format format, Timestamp time, Level level, std::string_view event,
                      Gathered fields) {
  std::string out;
  out.reserve(256);
  if (wants_json(format)) {
    append_json_line(out, time, level, event, fields);
  } else {
    append_text_line(out, time, level, event, fields);
  }
  out += '\n';
  return out;
}

// Others share the pipe or the terminal, and one of them may have made it non-blocking.
void wait_for_room() {
  pollfd entry{STDERR_FILENO, POLLOUT, 0};
  ::poll(&entry, 1, -1);
}

// One write(2) as a rule; more only where the pipe took a part. False: stderr takes nothing.
bool send_to_stderr(std::string_view line) noexcept {
  while (!line.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {
      wait_for_room();
      continue;
    }
    if (written <= 0) return false;
    line.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string missing_line(std::uint64_t count) {
  return format_line(line_format, SystemClock().now(), Level::warning, "log_lines_dropped",
                     {{"count", count}});
}

void send(std::string text) {
  if (LogQueue* const queue = background.load(std::memory_order_acquire)) {
    queue->push(std::move(text));
  } else {
    send_to_stderr(text);
  }
}

}  // namespace

void configure(Level least, Format format) {
  least_level = least;
  line_format = wants_json(format) ? Format::json : Format::text;
}

std::string format_line(Format format, Timestamp time, Level level, std::string_view event,
                        Fields fields) {
  return make_line(format, time, level, event, {fields.begin(), fields.size()});
}

bool enabled(Level level) noexcept { return level >= least_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view event, Fields fields) noexcept {
  write_gathered(level, event, {fields.begin(), fields.size()});
}

void write_gathered(Level level, std::string_view event, std::span<const Field> fields) noexcept {
  if (!enabled(level)) return;
  try {
    send(make_line(line_format, SystemClock().now(), level, event, fields));
  } catch (...) {  // no memory for the line
    if (LogQueue* const queue = background.load()) return queue->drop();
    send_to_stderr("log: out of memory\n");
  }
}

void say(std::string_view text) { send(std::string(text)); }

void write_in_background() {
  if (background.load() != nullptr) return;
  background.store(
      std::make_unique<LogQueue>(kMostWaiting, send_to_stderr, missing_line).release());
}

bool flush(std::chrono::milliseconds patience) {
  LogQueue* const queue = background.load();
  return queue == nullptr || queue->flush(patience);
}

std::uint64_t lines_dropped() {
  const LogQueue* const queue = background.load();
  return queue == nullptr ? 0 : queue->dropped();
}

}  // namespace asq::log
