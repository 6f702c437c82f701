#include "app/password_input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string_view>

#include "api/contract/fields.hpp"
#include "base/descriptor.hpp"

namespace asq::app {
namespace {

constexpr std::size_t kMaxLine = 4096;

// Lets Ctrl-C interrupt a read instead of ending the process with the echo switched off.
class Interruptible {
 public:
  Interruptible() {
    struct sigaction action{};
    action.sa_handler = [](int) {};
    ::sigaction(SIGINT, &action, &before_);
  }
  ~Interruptible() { ::sigaction(SIGINT, &before_, nullptr); }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  struct sigaction before_{};
};

class WithoutEcho {
 public:
  explicit WithoutEcho(int terminal) : terminal_(terminal) {
    ::tcgetattr(terminal_, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(terminal_, TCSAFLUSH, &quiet);
  }
  ~WithoutEcho() { ::tcsetattr(terminal_, TCSAFLUSH, &before_); }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  int terminal_;
  termios before_{};
};

// Without its end (LF or CRLF); of one that is too long the first bytes, more than kMaxLine.
// nullopt: interrupted, or nothing there.
std::optional<std::string> read_line(int fd) {
  std::string line;
  char character = 0;
  while (line.size() <= kMaxLine) {
    const ssize_t size = ::read(fd, &character, 1);
    if (size < 0 || (size == 0 && line.empty())) return std::nullopt;
    if (size == 0 || character == '\n') {
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    line += character;
  }
  return line;
}

// A terminal that takes nothing will not answer either; read_line() notices.
void show(int terminal, std::string_view text) {
  [[maybe_unused]] const auto written = ::write(terminal, text.data(), text.size());
}

std::optional<std::string> prompt(int terminal, std::string_view question) {
  show(terminal, question);
  const Interruptible interruptible;
  const WithoutEcho without_echo(terminal);
  auto answer = read_line(terminal);
  show(terminal, "\n");
  return answer;
}

// What a server says of one that fits into a line.
std::unexpected<std::string> too_long() {
  const auto most = api::NewPassword::schema().at("maxLength").to_number<std::size_t>();
  return std::unexpected(fmt::format("password: This must have at most {} bytes.", most));
}

std::expected<std::string, std::string> ask() {
  const Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
  if (!terminal.valid())
    return std::unexpected("there is no terminal to ask for the password; use --password-stdin");
  const auto first = prompt(terminal.get(), "Password: ");
  if (!first) return std::unexpected("no password was given");
  if (first->size() > kMaxLine) return too_long();
  const auto second = prompt(terminal.get(), "Again: ");
  if (!second || *first != *second) return std::unexpected("the two passwords differ; try again");
  return *first;
}

}  // namespace

std::expected<std::string, std::string> get_password(bool from_stdin) {
  if (!from_stdin && ::isatty(STDIN_FILENO) == 1) return ask();
  auto line = read_line(STDIN_FILENO);
  if (!line) return std::unexpected("standard input is empty; write the password to it");
  if (line->size() > kMaxLine) return too_long();
  return std::move(*line);
}

}  // namespace asq::app
