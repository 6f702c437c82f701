// `asq user add|list|disable|enable|reset-password|reset-link`. Results go to stdout. Threads:
// main.
#pragma once

#include <cstdint>
#include <string>

#include "app/settings.hpp"

namespace asq::app {

enum class UserVerb : std::uint8_t { add, list, disable, enable, reset_password, reset_link };

struct UserCommand {
  UserVerb verb = UserVerb::list;
  std::string email;
  std::string username;  // add; empty: what stands before the '@'
  bool password_from_stdin = false;
};

// The exit status; 1 after one sentence on stderr.
[[nodiscard]] int run_user_command(const UserCommand& command, const Settings& settings);

}  // namespace asq::app
