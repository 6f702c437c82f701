// `asq invite`: a link by which people make an account, and join a group; and its end.
// Threads: main.
#pragma once

#include <optional>
#include <string>

#include "app/settings.hpp"

namespace asq::app {

// As they were typed.
struct InviteCommand {
  std::optional<std::string> chat;  // a group's id
  std::optional<std::string> uses;  // how many people can use it; absent: any number
  std::string expires = "7d";
  std::optional<std::string> end;  // a link or its token, anybody's; absent: make one
};

// The exit status; 1 after one sentence on stderr.
[[nodiscard]] int run_invite_command(const InviteCommand& command, const Settings& settings);

}  // namespace asq::app
