// Who may do what in a chat: one pure table. Everything that asks "may she?" asks here, and the
// capabilities that a Chat lists come from here too, so that no client derives rules by itself.
//
//                  direct chat   member          admin             owner
//   read, send     yes           yes             yes               yes
//   react, edit or delete one's own: whoever may send
//   invite         -             unless admins_only_invite, yes    yes
//   invite who left or was removed: whoever may remove members
//   rename, settings, delete others' messages     yes              yes
//   remove a member                  -            a member         a member or an admin
//   change a role, hand over, delete the chat     -                yes
//   leave          -             yes             yes               yes (ownership passes on)
//
// In a direct chat everything that is not "yes" answers direct_chat, not forbidden.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/chat.hpp"

namespace asq {

enum class Action : std::uint8_t {
  read_history,
  send,                // and edit, delete, react as oneself
  invite,              // add a person to a group
  update,              // rename, change settings
  delete_any_message,  // of another person
  remove_member,       // somebody else; whom: see may_remove()
  change_role,         // and hand the ownership over
  delete_chat,
  leave,
};

// `membership` is the actor's in the chat concerned; someone without one may do nothing there.
[[nodiscard]] bool may(const Membership& membership, Action action);

// The refusal for what may() does not allow: direct_chat where the kind of chat is the reason, else
// forbidden.
[[nodiscard]] ErrorCode refusal(const Membership& membership, Action action);

// Whether the actor may remove a member of that role (not oneself: that is leaving).
[[nodiscard]] bool may_remove(const Membership& actor, Role target);

// The names of all that the member may do and a client would offer: "send", "invite", "update",
// "delete_any_message", "remove_member", "change_role", "delete_chat", "leave".
[[nodiscard]] std::vector<std::string_view> capabilities(const Membership& membership);

}  // namespace asq
