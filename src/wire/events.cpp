#include "wire/events.hpp"

#include <fmt/format.h>

#include <string_view>

#include "wire/cursor.hpp"
#include "wire/json.hpp"

namespace asq::wire {
namespace {

constexpr std::size_t kMessageRoom = 320;  // around a message's text

// {"type":"...","chat_id":N,"cursor":"..."   to be closed by the caller.
std::string begin_in_chat(std::string_view type, ChatId chat, const Cursor& cursor) {
  return fmt::format(R"({{"type":"{}","chat_id":{},"cursor":"{}")", type, chat.value(),
                     encode_cursor(cursor));
}

std::string with_message(std::string_view type, const Message& message, const Cursor& cursor) {
  std::string out;
  out.reserve(message.text.size() + kMessageRoom);
  out += begin_in_chat(type, message.chat_id, cursor);
  out += R"(,"message":)";
  append_message(out, message);
  out += '}';
  return out;
}

std::string with_chat(std::string_view type, const Chat& chat, const Cursor& cursor) {
  std::string out = begin_in_chat(type, chat.id, cursor);
  out += R"(,"chat":)";
  append_chat(out, chat);
  out += '}';
  return out;
}

std::string_view type_of(MessageChanged::How how) {
  switch (how) {
    case MessageChanged::How::edited: return "message_edited";
    case MessageChanged::How::deleted: return "message_deleted";
    case MessageChanged::How::reaction: return "reaction";
  }
  return "message_edited";
}

std::string_view name_of(PresenceState state) {
  switch (state) {
    case PresenceState::offline: return "offline";
    case PresenceState::away: return "away";
    case PresenceState::online: return "online";
  }
  return "offline";
}

void append_presence_fields(std::string& out, const Presence& presence) {
  out += fmt::format(R"("user_id":{},"state":"{}","last_seen":)", presence.user_id.value(),
                     name_of(presence.state));
  if (presence.last_seen) {
    out += '"' + to_rfc3339(*presence.last_seen) + '"';
  } else {
    out += "null";
  }
}

}  // namespace

std::string event_json(const MessageAppended& event, const Cursor& cursor) {
  return with_message("message", event.message, cursor);
}

std::string event_json(const MessageChanged& event, const Cursor& cursor) {
  return with_message(type_of(event.how), event.message, cursor);
}

std::string event_json(const MemberAdded& event, const Cursor& cursor) {
  std::string out = begin_in_chat("member_added", event.chat_id, cursor);
  out += R"(,"user":)";
  append_user(out, event.user, Viewer::other);
  out += fmt::format(R"(,"role":"{}","by":{}}})", role_name(event.role), event.by.value());
  return out;
}

std::string event_json(const MemberRemoved& event, const Cursor& cursor) {
  return begin_in_chat("member_removed", event.chat_id, cursor) +
         fmt::format(R"(,"user_id":{},"by":{}}})", event.user_id.value(), event.by.value());
}

std::string event_json(const MemberRoleChanged& event, const Cursor& cursor) {
  return begin_in_chat("member_role", event.chat_id, cursor) +
         fmt::format(R"(,"user_id":{},"role":"{}","by":{}}})", event.user_id.value(),
                     role_name(event.role), event.by.value());
}

std::string event_json(const UserUpdated& event, const Cursor& cursor) {
  std::string out =
      fmt::format(R"({{"type":"user_updated","cursor":"{}","user":)", encode_cursor(cursor));
  append_user(out, event.user, Viewer::other);
  out += '}';
  return out;
}

std::string chat_added_json(const Chat& chat, const Cursor& cursor) {
  return with_chat("chat_added", chat, cursor);
}

std::string chat_updated_json(const Chat& chat, const Cursor& cursor) {
  return with_chat("chat_updated", chat, cursor);
}

std::string chat_removed_json(ChatId chat, const Cursor& cursor) {
  return begin_in_chat("chat_removed", chat, cursor) + '}';
}

std::string event_json(const MarkerMoved& event) {
  return fmt::format(R"({{"type":"read","chat_id":{},"user_id":{},"seq":{}}})",
                     event.chat_id.value(), event.user_id.value(), event.seq.value());
}

std::string event_json(const Typing& event) {
  return fmt::format(R"({{"type":"typing","chat_id":{},"user_id":{}}})", event.chat_id.value(),
                     event.user_id.value());
}

std::string event_json(const PresenceChanged& event) {
  std::string out = R"({"type":"presence",)";
  append_presence_fields(out, event.presence);
  out += '}';
  return out;
}

std::string live_json(const Cursor& cursor) {
  return fmt::format(R"({{"type":"live","cursor":"{}"}})", encode_cursor(cursor));
}

std::string resync_json(const Cursor& cursor) {
  return fmt::format(R"({{"type":"resync","cursor":"{}"}})", encode_cursor(cursor));
}

void append_presence(std::string& out, const Presence& presence) {
  out += '{';
  append_presence_fields(out, presence);
  out += '}';
}

}  // namespace asq::wire
