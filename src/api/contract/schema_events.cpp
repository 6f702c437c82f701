// The events of a person as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kMessageEvent = R"({
  "type": "object",
  "description": "A message was sent or changed.",
  "required": ["type", "chat_id", "cursor", "message"],
  "properties": {
    "type": {"type": "string",
             "enum": ["message", "message_edited", "message_deleted", "reaction"]},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "message": {"$ref": "#/components/schemas/Message"}
  }
})";

constexpr std::string_view kChatEvent = R"({
  "type": "object",
  "description": "A chat is new to you or has changed, as you see it.",
  "required": ["type", "chat_id", "cursor", "chat"],
  "properties": {
    "type": {"type": "string",
             "enum": ["chat_added", "chat_updated"]},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "chat": {"$ref": "#/components/schemas/Chat"}
  }
})";

constexpr std::string_view kChatRemovedEvent = R"({
  "type": "object",
  "description": "You left, were removed, or the chat was deleted.",
  "required": ["type", "chat_id", "cursor"],
  "properties": {
    "type": {"type": "string", "const": "chat_removed"},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"}
  }
})";

constexpr std::string_view kMemberAddedEvent = R"({
  "type": "object",
  "description": "Another person became a member.",
  "required": ["type", "chat_id", "cursor", "user", "role", "by"],
  "properties": {
    "type": {"type": "string", "const": "member_added"},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "user": {"$ref": "#/components/schemas/User"},
    "role": {"$ref": "#/components/schemas/Role"},
    "by": {"$ref": "#/components/schemas/Id"}
  }
})";

constexpr std::string_view kMemberRemovedEvent = R"({
  "type": "object",
  "description": "Another person is no longer a member.",
  "required": ["type", "chat_id", "cursor", "user_id", "by"],
  "properties": {
    "type": {"type": "string", "const": "member_removed"},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "user_id": {"$ref": "#/components/schemas/Id"},
    "by": {"$ref": "#/components/schemas/Id"}
  }
})";

constexpr std::string_view kMemberRoleEvent = R"({
  "type": "object",
  "description": "A member has another role.",
  "required": ["type", "chat_id", "cursor", "user_id", "role", "by"],
  "properties": {
    "type": {"type": "string", "const": "member_role"},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "user_id": {"$ref": "#/components/schemas/Id"},
    "role": {"$ref": "#/components/schemas/Role"},
    "by": {"$ref": "#/components/schemas/Id"}
  }
})";

constexpr std::string_view kUserUpdatedEvent = R"({
  "type": "object",
  "description": "Somebody who shares a chat with you changed their profile.",
  "required": ["type", "cursor", "user"],
  "properties": {
    "type": {"type": "string", "const": "user_updated"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "user": {"$ref": "#/components/schemas/User"}
  }
})";

constexpr std::string_view kReadEvent = R"({
  "type": "object",
  "description": "How far a member has read.",
  "required": ["type", "chat_id", "user_id", "seq"],
  "properties": {
    "type": {"type": "string", "const": "read"},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "user_id": {"$ref": "#/components/schemas/Id"},
    "seq": {"type": "integer", "format": "int64", "minimum": 1}
  }
})";

constexpr std::string_view kEvent = R"({
  "oneOf": [
    {"$ref": "#/components/schemas/MessageEvent"},
    {"$ref": "#/components/schemas/ChatEvent"},
    {"$ref": "#/components/schemas/ChatRemovedEvent"},
    {"$ref": "#/components/schemas/MemberAddedEvent"},
    {"$ref": "#/components/schemas/MemberRemovedEvent"},
    {"$ref": "#/components/schemas/MemberRoleEvent"},
    {"$ref": "#/components/schemas/UserUpdatedEvent"},
    {"$ref": "#/components/schemas/ReadEvent"}
  ]
})";

constexpr std::string_view kSync = R"({
  "type": "object",
  "required": ["events", "cursor", "more", "resumed"],
  "properties": {
    "events": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "more": {"type": "boolean", "description": "If true, ask again at once with this cursor."},
    "resumed": {"type": "boolean",
                "description": "If false, reload the lists and continue from this cursor."}
  }
})";

constexpr NamedSchema kEventSchemas[] = {
    {"Cursor", R"({"type": "string", "description": "Of the log; opaque."})"},
    {"MessageEvent", kMessageEvent},
    {"ChatEvent", kChatEvent},
    {"ChatRemovedEvent", kChatRemovedEvent},
    {"MemberAddedEvent", kMemberAddedEvent},
    {"MemberRemovedEvent", kMemberRemovedEvent},
    {"MemberRoleEvent", kMemberRoleEvent},
    {"UserUpdatedEvent", kUserUpdatedEvent},
    {"ReadEvent", kReadEvent},
    {"Event", kEvent},
    {"Sync", kSync},
};

}  // namespace

std::span<const NamedSchema> event_schemas() { return kEventSchemas; }

}  // namespace asq::api
