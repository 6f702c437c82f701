// Messages as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kReaction = R"({
  "type": "object",
  "required": ["emoji", "count", "user_ids"],
  "properties": {
    "emoji": {"type": "string"},
    "count": {"type": "integer", "format": "int64", "minimum": 1},
    "user_ids": {"type": "array", "items": {"$ref": "#/components/schemas/Id"},
                 "description": "The first 20 who reacted."}
  }
})";

constexpr std::string_view kMessage = R"({
  "type": "object",
  "required": ["id", "chat_id", "seq", "sender_id", "text", "timestamp", "read"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "seq": {"type": "integer", "format": "int64", "minimum": 1,
            "description": "Its number in the chat: 1, 2, 3, without gaps."},
    "sender_id": {"$ref": "#/components/schemas/Id"},
    "text": {"type": "string",
             "description": "Byte for byte as sent, or as edited; empty when deleted."},
    "timestamp": {"$ref": "#/components/schemas/Timestamp"},
    "read": {"type": "boolean", "description": "A member other than the sender has read it."},
    "client_id": {"type": "string", "description": "As the sender gave it."},
    "reply_to": {"type": "integer", "format": "int64", "minimum": 1,
                 "description": "The seq of the message it replies to."},
    "edited_at": {"$ref": "#/components/schemas/Timestamp"},
    "deleted": {"type": "boolean", "const": true, "description": "A tombstone."},
    "reactions": {"type": "array", "items": {"$ref": "#/components/schemas/Reaction"},
                  "description": "Ordered by when each emoji was first used; absent if there are none."},
    "duplicate": {"type": "boolean", "const": true,
                  "description": "Only in the answer to a retry with the same client_id."}
  }
})";

constexpr std::string_view kMessages =
    R"({"type": "array", "items": {"$ref": "#/components/schemas/Message"}})";

constexpr std::string_view kMessagesPage = R"({
  "type": "object",
  "required": ["messages", "has_older", "has_newer"],
  "properties": {
    "messages": {"$ref": "#/components/schemas/Messages"},
    "has_older": {"type": "boolean"},
    "has_newer": {"type": "boolean"}
  }
})";

constexpr NamedSchema kMessageSchemas[] = {
    {"Reaction", kReaction},
    {"Message", kMessage},
    {"Messages", kMessages},
    {"MessagesPage", kMessagesPage},
};

}  // namespace

std::span<const NamedSchema> message_schemas() { return kMessageSchemas; }

}  // namespace asq::api
