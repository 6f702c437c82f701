// The events of a person's socket and of GET /chat/sync as JSON, exactly as docs/api.md shows them:
// {"type": ..., "chat_id": ..., "cursor": ..., ...}. Pure. Threads: any.
#pragma once

#include <string>

#include "model/cursor.hpp"
#include "model/event.hpp"

namespace asq::wire {

// ---- events that last; `cursor` is at their own position

[[nodiscard]] std::string event_json(const MessageAppended& event, const Cursor& cursor);
// message_edited, message_deleted or reaction.
[[nodiscard]] std::string event_json(const MessageChanged& event, const Cursor& cursor);
[[nodiscard]] std::string event_json(const MemberAdded& event, const Cursor& cursor);
[[nodiscard]] std::string event_json(const MemberRemoved& event, const Cursor& cursor);
[[nodiscard]] std::string event_json(const MemberRoleChanged& event, const Cursor& cursor);
[[nodiscard]] std::string event_json(const UserUpdated& event, const Cursor& cursor);
// As the one person sees it to whom this is said.
[[nodiscard]] std::string chat_added_json(const Chat& chat, const Cursor& cursor);
[[nodiscard]] std::string chat_updated_json(const Chat& chat, const Cursor& cursor);
[[nodiscard]] std::string chat_removed_json(ChatId chat, const Cursor& cursor);

// ---- events that pass

[[nodiscard]] std::string event_json(const MarkerMoved& event);  // "read"
[[nodiscard]] std::string event_json(const Typing& event);
[[nodiscard]] std::string event_json(const PresenceChanged& event);
[[nodiscard]] std::string live_json(const Cursor& cursor);
[[nodiscard]] std::string resync_json(const Cursor& cursor);

// {"user_id", "state", "last_seen"}; last_seen is null where it is not known.
void append_presence(std::string& out, const Presence& presence);

}  // namespace asq::wire
