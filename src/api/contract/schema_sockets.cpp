// What sockets say, as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kSocketMessage = R"({
  "type": "object",
  "required": ["text"],
  "properties": {
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "sender_id": {"$ref": "#/components/schemas/Id"},
    "text": {"type": "string", "minLength": 1, "maxLength": 16384},
    "client_id": {"type": "string", "minLength": 1, "maxLength": 64},
    "reply_to": {"$ref": "#/components/schemas/Id"}
  }
})";

constexpr std::string_view kSocketError = R"({
  "type": "object",
  "required": ["error", "code"],
  "properties": {
    "error": {"type": "string"},
    "code": {"$ref": "#/components/schemas/ErrorCode"},
    "client_id": {"type": "string"},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"},
               "maxItems": 100},
    "errors_omitted": {"type": "integer", "minimum": 1},
    "retry_after": {"type": "integer", "description": "Seconds."}
  }
})";

constexpr std::string_view kCommandId = R"({
  "oneOf": [
    {"type": "integer", "minimum": -9007199254740991, "maximum": 9007199254740991},
    {"type": "string", "maxLength": 64}
  ],
  "description": "The client's own; the reply has the same. Not that of a command under way."
})";

constexpr std::string_view kHelloReply = R"({
  "type": "object",
  "required": ["id", "type", "user_id", "cursor", "resumed", "ping_seconds", "limits"],
  "properties": {
    "id": {"$ref": "#/components/schemas/CommandId"},
    "type": {"type": "string", "const": "hello"},
    "user_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "resumed": {"type": "boolean",
                "description": "false: load the lists anew, and go on from this cursor."},
    "ping_seconds": {"type": "integer", "description": "Of silence, then the server pings."},
    "limits": {"type": "object", "additionalProperties": {"type": ["number", "null"]}}
  }
})";

constexpr std::string_view kSentReply = R"({
  "type": "object",
  "required": ["id", "type", "message", "duplicate"],
  "properties": {
    "id": {"$ref": "#/components/schemas/CommandId"},
    "type": {"type": "string", "const": "sent"},
    "message": {"$ref": "#/components/schemas/Message"},
    "duplicate": {"type": "boolean", "description": "It had been stored before."}
  }
})";

constexpr std::string_view kOkReply = R"({
  "type": "object",
  "description": "message: of edit, delete, react, unreact; read_seq, unread: of read; presence: of watch, unwatch.",
  "required": ["id", "type"],
  "properties": {
    "id": {"$ref": "#/components/schemas/CommandId"},
    "type": {"type": "string", "const": "ok"},
    "message": {"$ref": "#/components/schemas/Message"},
    "read_seq": {"type": "integer", "format": "int64", "minimum": 0},
    "unread": {"type": "integer", "format": "int64", "minimum": 0},
    "presence": {"type": "array", "items": {"$ref": "#/components/schemas/Presence"}}
  }
})";

constexpr std::string_view kRefreshedReply = R"({
  "type": "object",
  "required": ["id", "type", "expires_in"],
  "properties": {
    "id": {"$ref": "#/components/schemas/CommandId"},
    "type": {"type": "string", "const": "refreshed"},
    "expires_in": {"type": "integer", "description": "Seconds."}
  }
})";

constexpr std::string_view kCommandReply = R"({
  "oneOf": [
    {"$ref": "#/components/schemas/HelloReply"},
    {"$ref": "#/components/schemas/SentReply"},
    {"$ref": "#/components/schemas/OkReply"},
    {"$ref": "#/components/schemas/RefreshedReply"}
  ]
})";

constexpr std::string_view kCommandError = R"({
  "type": "object",
  "required": ["type", "error"],
  "properties": {
    "id": {"$ref": "#/components/schemas/CommandId"},
    "type": {"type": "string", "const": "error"},
    "error": {
      "type": "object",
      "required": ["code", "detail", "retryable", "request_id"],
      "properties": {
        "code": {"$ref": "#/components/schemas/ErrorCode"},
        "detail": {"type": "string", "description": "One sentence for people."},
        "retryable": {"type": "boolean", "description": "The same command may succeed later."},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"},
                   "maxItems": 100},
        "errors_omitted": {"type": "integer", "minimum": 1},
        "retry_after": {"type": "integer", "description": "Seconds."},
        "request_id": {"type": "string"}
      }
    }
  }
})";

constexpr std::string_view kPresence = R"({
  "type": "object",
  "required": ["user_id", "state", "last_seen"],
  "properties": {
    "user_id": {"$ref": "#/components/schemas/Id"},
    "state": {"type": "string", "enum": ["online", "away", "offline"]},
    "last_seen": {"oneOf": [{"$ref": "#/components/schemas/Timestamp"}, {"type": "null"}]}
  }
})";

constexpr std::string_view kPassingEvent = R"({
  "type": "object",
  "description": "user_id, chat_id: of typing; user_id, state, last_seen: of presence; cursor: of live and resync.",
  "required": ["type"],
  "properties": {
    "type": {"type": "string", "enum": ["typing", "presence", "live", "resync"]},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "user_id": {"$ref": "#/components/schemas/Id"},
    "state": {"type": "string", "enum": ["online", "away", "offline"]},
    "last_seen": {"oneOf": [{"$ref": "#/components/schemas/Timestamp"}, {"type": "null"}]},
    "cursor": {"$ref": "#/components/schemas/Cursor"}
  }
})";

constexpr NamedSchema kSocketSchemas[] = {
    {"CommandId", kCommandId},           {"HelloReply", kHelloReply},
    {"SentReply", kSentReply},           {"OkReply", kOkReply},
    {"RefreshedReply", kRefreshedReply}, {"CommandReply", kCommandReply},
    {"CommandError", kCommandError},     {"Presence", kPresence},
    {"PassingEvent", kPassingEvent},     {"SocketMessage", kSocketMessage},
    {"SocketError", kSocketError},
};

}  // namespace

std::span<const NamedSchema> socket_schemas() { return kSocketSchemas; }

}  // namespace asq::api
