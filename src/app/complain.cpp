#include "app/complain.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace asq::app {

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

int complain(std::string_view sentence) {
  const bool ended = sentence.ends_with('.');
  say("asq: " + one_line(sentence) + (ended ? "\n" : ".\n"));
  return 1;
}

}  // namespace asq::app
