// Passwords for `asq user`: never from the command line, where everybody on the machine sees them.
#pragma once

#include <expected>
#include <string>

namespace asq::app {

// Where standard input is a terminal: asks twice, without echo. Else, or if `from_stdin`: the first
// line of standard input. On failure one sentence: none given, too long, the two are not the
// same.
[[nodiscard]] std::expected<std::string, std::string> get_password(bool from_stdin);

}  // namespace asq::app
