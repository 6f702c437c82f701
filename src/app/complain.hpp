// What the program says to a person, outside the log: complaints on stderr, results on stdout.
// Threads: any; of print() and end_of_results() main.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace asq::app {

void say(std::string_view text);
// "asq: <sentence>." on one line. Returns 1, the exit status of what was refused.
[[nodiscard]] int complain(std::string_view sentence);

// A whole line's worth of text that may come from outside: control characters become '?'.
[[nodiscard]] std::string one_line(std::string_view text);

// Writes to stdout. A failure shows in the end.
void print_text(std::string_view text);
template <class... T>
void print(fmt::format_string<T...> format, T&&... values) {
  print_text(fmt::format(format, std::forward<T>(values)...));
}
// The exit status: `status`, if all that was printed could be written, or if its reader wants no
// more of it (head, say); else 1, with a sentence.
[[nodiscard]] int end_of_results(int status);

}  // namespace asq::app
