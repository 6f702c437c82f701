// What sockets say, as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kSocketMessage = R"({
  "type": "object",
  "required": ["text"],
  "properties": {
    "chat_id": {"oneOf": [{"$ref": "#/components/schemas/Id"}, {"type": "null"}]},
    "sender_id": {"oneOf": [{"$ref": "#/components/schemas/Id"}, {"type": "null"}]},
    "text": {"type": "string", "minLength": 1, "maxLength": 16384},
    "client_id": {"type": ["string", "null"], "minLength": 1, "maxLength": 64},
    "reply_to": {"oneOf": [{"$ref": "#/components/schemas/Id"}, {"type": "null"}]}
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
    "errors_omitted": {"type": "integer", "format": "int64", "minimum": 1},
    "retry_after": {"type": "integer", "format": "int64", "minimum": 0, "description": "Seconds."}
  }
})";

constexpr std::string_view kCommandId = R"({
  "oneOf": [
    {"type": "integer", "format": "int64", "minimum": -9007199254740991,
     "maximum": 9007199254740991},
    {"type": "string", "maxLength": 64}
  ],
  "description": "Chosen by the client and repeated in the reply. Must differ from that of any command in progress."
})";

constexpr std::string_view kHelloReply = R"({
  "type": "object",
  "required": ["id", "type", "user_id", "cursor", "resumed", "version", "ping_seconds", "limits"],
  "properties": {
    "id": {"$ref": "#/components/schemas/CommandId"},
    "type": {"type": "string", "const": "hello"},
    "user_id": {"$ref": "#/components/schemas/Id"},
    "cursor": {"$ref": "#/components/schemas/Cursor"},
    "resumed": {"type": "boolean",
                "description": "If false, reload the lists and continue from this cursor."},
    "version": {"type": "string", "description": "The version of the server, as in X-ASQ-Version."},
    "ping_seconds": {"type": "integer", "format": "int64", "description": "The server pings after this many seconds of silence."},
    "limits": {"$ref": "#/components/schemas/HelloLimits"}
  }
})";

constexpr std::string_view kHelloLimits = R"({
  "type": "object",
  "description": "null: no such limit.",
  "required": ["text_characters", "commands_under_way", "watched", "missed_events",
               "sends_per_second", "sends_at_once", "requests_per_second", "requests_at_once",
               "bytes_per_send", "sockets"],
  "properties": {
    "text_characters": {"type": "integer", "format": "int64"},
    "commands_under_way": {"type": "integer", "format": "int64"},
    "watched": {"type": "integer", "format": "int64"},
    "missed_events": {"type": "integer", "format": "int64"},
    "sends_per_second": {"type": ["number", "null"]},
    "sends_at_once": {"type": ["number", "null"]},
    "requests_per_second": {"type": ["number", "null"]},
    "requests_at_once": {"type": ["number", "null"]},
    "bytes_per_send": {"type": ["integer", "null"], "format": "int64"},
    "sockets": {"type": ["integer", "null"], "format": "int64"}
  }
})";

constexpr std::string_view kSentReply = R"({
  "type": "object",
  "required": ["id", "type", "message", "duplicate"],
  "properties": {
    "id": {"$ref": "#/components/schemas/CommandId"},
    "type": {"type": "string", "const": "sent"},
    "message": {"$ref": "#/components/schemas/Message"},
    "duplicate": {"type": "boolean", "description": "The message was already stored."}
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
    "expires_in": {"type": "integer", "format": "int64", "description": "Seconds."}
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
        "errors_omitted": {"type": "integer", "format": "int64", "minimum": 1},
        "retry_after": {"type": "integer", "format": "int64", "minimum": 0, "description": "Seconds."},
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

constexpr std::string_view kTypingEvent = R"({
  "type": "object",
  "description": "Somebody is typing.",
  "required": ["type", "chat_id", "user_id"],
  "properties": {
    "type": {"type": "string", "const": "typing"},
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "user_id": {"$ref": "#/components/schemas/Id"}
  }
})";

constexpr std::string_view kPresenceEvent = R"({
  "type": "object",
  "description": "Somebody who is watched has come or gone.",
  "required": ["type", "user_id", "state", "last_seen"],
  "properties": {
    "type": {"type": "string", "const": "presence"},
    "user_id": {"$ref": "#/components/schemas/Id"},
    "state": {"type": "string", "enum": ["online", "away", "offline"]},
    "last_seen": {"oneOf": [{"$ref": "#/components/schemas/Timestamp"}, {"type": "null"}]}
  }
})";

constexpr std::string_view kStreamEvent = R"({
  "type": "object",
  "description": "live: what was missed has been said; resync: load the lists anew. Go on from cursor.",
  "required": ["type", "cursor"],
  "properties": {
    "type": {"type": "string", "enum": ["live", "resync"]},
    "cursor": {"$ref": "#/components/schemas/Cursor"}
  }
})";

constexpr std::string_view kPassingEvent = R"({
  "oneOf": [
    {"$ref": "#/components/schemas/TypingEvent"},
    {"$ref": "#/components/schemas/PresenceEvent"},
    {"$ref": "#/components/schemas/StreamEvent"}
  ]
})";

constexpr NamedSchema kSocketSchemas[] = {
    {"CommandId", kCommandId},           {"HelloReply", kHelloReply},
    {"HelloLimits", kHelloLimits},       {"TypingEvent", kTypingEvent},
    {"PresenceEvent", kPresenceEvent},   {"StreamEvent", kStreamEvent},
    {"SentReply", kSentReply},           {"OkReply", kOkReply},
    {"RefreshedReply", kRefreshedReply}, {"CommandReply", kCommandReply},
    {"CommandError", kCommandError},     {"Presence", kPresence},
    {"PassingEvent", kPassingEvent},     {"SocketMessage", kSocketMessage},
    {"SocketError", kSocketError},
};

}  // namespace

std::span<const NamedSchema> socket_schemas() { return kSocketSchemas; }

}  // namespace asq::api
