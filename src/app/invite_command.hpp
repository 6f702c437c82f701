// `asq invite`: a link by which people make an account, and join a group. Threads: main.
#pragma once

#include <string>

#include "app/settings.hpp"

namespace asq::app {

// As they were typed.
struct InviteCommand {
  std::string chat;  // a group's id; empty: none
  std::string uses;  // how many people can use it; empty: any number
  std::string expires = "7d";
};

// The exit status; 1 after one sentence on stderr.
[[nodiscard]] int run_invite_command(const InviteCommand& command, const Settings& settings);

}  // namespace asq::app
