// Passwords for `asq user`: never from the command line, where everybody on the machine sees them.
#pragma once

#include <expected>
#include <string>

namespace asq::app {

// Asks twice on the terminal, without echo. On failure one sentence: no terminal, not the same.
[[nodiscard]] std::expected<std::string, std::string> ask_for_password();
// The first line of standard input. On failure one sentence.
[[nodiscard]] std::expected<std::string, std::string> read_password_from_stdin();

}  // namespace asq::app
