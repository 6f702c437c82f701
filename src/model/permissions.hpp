// Who may do what in a chat: one pure table. Everything that asks "may she?" asks here, and the
// capabilities that a Chat lists come from here too, so that no client derives rules by itself.
#pragma once

#include <string_view>
#include <vector>

#include "model/chat.hpp"

namespace asq {

enum class Action : std::uint8_t {
  read_history,
  send,
  invite,  // add a person to a group
};

// `membership` is the actor's in the chat concerned; someone without one may do nothing there.
[[nodiscard]] bool may(const Membership& membership, Action action);

// The names of all that the member may do and a client would offer: "send", "invite", ...
[[nodiscard]] std::vector<std::string_view> capabilities(const Membership& membership);

}  // namespace asq
