// The command line: asq serve | config | user ... | backup | restore | check |
// healthcheck | version.
#pragma once

namespace asq::app {

// The exit status. 1 after one sentence on stderr: what can't be read, what is refused.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace asq::app
