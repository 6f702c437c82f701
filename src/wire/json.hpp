// The nouns as JSON, exactly as docs/api.md shows them. Pure; appends to a string, no DOM on the
// hot path. Threads: any.
#pragma once

#include <string>
#include <string_view>

#include "model/chat.hpp"
#include "model/message.hpp"
#include "model/user.hpp"

namespace asq::wire {

enum class Viewer : bool { other, oneself };  // only oneself sees e-mail and language

void append_user(std::string& out, const User& user, Viewer viewer);
// {"user": User, "role", "joined_at", "read_seq"}
void append_member(std::string& out, const Member& member);
// `duplicate`: adds "duplicate": true, the mark of a repeated client_id.
void append_message(std::string& out, const Message& message, bool duplicate = false);
void append_chat(std::string& out, const Chat& chat);
// `current`: it is the session of the one who asks.
void append_session(std::string& out, const Session& session, bool current);

[[nodiscard]] std::string_view role_name(Role role);  // "member", "admin", "owner"

[[nodiscard]] std::string message_json(const Message& message, bool duplicate = false);

}  // namespace asq::wire
