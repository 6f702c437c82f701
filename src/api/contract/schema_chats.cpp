// Chats and their members as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kChat = R"({
  "type": "object",
  "required": ["id", "type", "name", "creator_id", "member_count", "created_at", "last_seq",
               "read_seq", "unread", "last_message", "role", "capabilities"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "type": {"type": "string", "enum": ["direct", "group"]},
    "name": {"type": "string",
             "description": "In a direct chat, the other person's username."},
    "creator_id": {"$ref": "#/components/schemas/Id"},
    "participant_ids": {"type": "array", "items": {"$ref": "#/components/schemas/Id"},
                        "description": "Left out above 1,000 members."},
    "member_count": {"type": "integer", "format": "int64", "minimum": 1},
    "created_at": {"$ref": "#/components/schemas/Timestamp"},
    "last_seq": {"type": "integer", "format": "int64", "minimum": 0,
                 "description": "The newest message; 0 if there is none."},
    "read_seq": {"type": "integer", "format": "int64", "minimum": 0,
                 "description": "How far the caller has read."},
    "unread": {"type": "integer", "format": "int64", "minimum": 0},
    "last_message": {"oneOf": [{"$ref": "#/components/schemas/Message"}, {"type": "null"}]},
    "role": {"$ref": "#/components/schemas/Role"},
    "admins_only_invite": {"type": "boolean",
                           "description": "Groups only: true if only admins can add people."},
    "capabilities": {"type": "array", "description": "What the caller may do here.",
                     "items": {"type": "string",
                               "enum": ["send", "invite", "update", "delete_any_message",
                                        "remove_member", "change_role", "delete_chat", "leave"]}}
  }
})";

constexpr std::string_view kChats = R"({
  "type": "object",
  "required": ["chats", "next_cursor"],
  "properties": {
    "chats": {"type": "array", "items": {"$ref": "#/components/schemas/Chat"}},
    "next_cursor": {"type": ["string", "null"], "description": "null on the last page."}
  }
})";

constexpr std::string_view kMember = R"({
  "type": "object",
  "required": ["user", "role", "joined_at", "read_seq"],
  "properties": {
    "user": {"$ref": "#/components/schemas/User"},
    "role": {"$ref": "#/components/schemas/Role"},
    "joined_at": {"$ref": "#/components/schemas/Timestamp"},
    "read_seq": {"type": "integer", "format": "int64", "minimum": 0,
                 "description": "How far that person has read."}
  }
})";

constexpr std::string_view kMembers = R"({
  "type": "object",
  "required": ["members", "next_cursor"],
  "properties": {
    "members": {"type": "array", "items": {"$ref": "#/components/schemas/Member"}},
    "next_cursor": {"type": ["string", "null"], "description": "null on the last page."}
  }
})";

constexpr std::string_view kReadState = R"({
  "type": "object",
  "required": ["read_seq", "unread"],
  "properties": {
    "read_seq": {"type": "integer", "format": "int64", "minimum": 0},
    "unread": {"type": "integer", "format": "int64", "minimum": 0}
  }
})";

constexpr NamedSchema kChatSchemas[] = {
    {"Role", R"({"type": "string", "enum": ["member", "admin", "owner"]})"},
    {"Chat", kChat},
    {"Chats", kChats},
    {"Member", kMember},
    {"Members", kMembers},
    {"ReadState", kReadState},
};

}  // namespace

std::span<const NamedSchema> chat_schemas() { return kChatSchemas; }

}  // namespace asq::api
