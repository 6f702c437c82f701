// `asq user add|list|disable|enable|reset-password|reset-link`. Results go to stdout. Threads:
// main.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/settings.hpp"

namespace asq::app {

enum class UserVerb : std::uint8_t { add, list, disable, enable, reset_password, reset_link };

struct UserCommand {
  UserVerb verb = UserVerb::list;
  std::string email;                  // also @handle, but for add
  std::string username;               // add; empty: what stands before the '@'
  std::optional<std::string> handle;  // add; absent: made from the name
  bool password_from_stdin = false;
};

// The exit status; 1 after one sentence on stderr.
[[nodiscard]] int run_user_command(const UserCommand& command, const Settings& settings);

}  // namespace asq::app
