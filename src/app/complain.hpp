// What the program says to a person on stderr, outside the log. Threads: any.
#pragma once

#include <string>
#include <string_view>

namespace asq::app {

void say(std::string_view text);
// "asq: <sentence>." on one line. Returns 1, the exit status of what was refused.
[[nodiscard]] int complain(std::string_view sentence);

// A whole line's worth of text that may come from outside: control characters become '?'.
[[nodiscard]] std::string one_line(std::string_view text);

}  // namespace asq::app
