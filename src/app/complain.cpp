#include "app/complain.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/log.hpp"

namespace asq::app {
namespace {

// Why stdout takes no more, as errno; 0: it does.
int& print_error() {
  static int error = 0;
  return error;
}

}  // namespace

void say(std::string_view text) { log::say(text); }

std::string one_line(std::string_view text) {
  std::string line(text);
  std::ranges::replace_if(
      line,
      [](char character) {
        return static_cast<unsigned char>(character) < 0x20 || character == 0x7F;
      },
      '?');
  return line;
}

void print_text(std::string_view text) {
  if (print_error() != 0) return;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) print_error() = errno;
}

int end_of_results(int status) {
  if (print_error() == 0 && std::fflush(stdout) != 0) print_error() = errno;
  if (print_error() == 0 || print_error() == EPIPE) return status;
  return complain("The result can't be written: " + std::generic_category().message(print_error()));
}

int complain(std::string_view sentence) {
  const bool ended = sentence.ends_with('.');
  say("asq: " + one_line(sentence) + (ended ? "\n" : ".\n"));
  return 1;
}

}  // namespace asq::app
