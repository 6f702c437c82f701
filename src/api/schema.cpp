#include "api/schema.hpp"

#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "base/json.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;

constexpr std::string_view kUser = R"({
  "type": "object",
  "required": ["id", "username", "name", "created_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string", "description": "A display name; not unique."},
    "name": {"type": "string", "description": "The same as username."},
    "email": {"type": "string", "format": "email", "description": "Only to oneself."},
    "created_at": {"$ref": "#/components/schemas/Timestamp"}
  }
})";

constexpr std::string_view kTokens = R"({
  "type": "object",
  "required": ["access_token", "token_type", "expires_in", "refresh_token", "user"],
  "properties": {
    "access_token": {"type": "string", "description": "A JWT for Authorization: Bearer."},
    "token_type": {"type": "string", "const": "bearer"},
    "expires_in": {"type": "integer", "description": "Seconds."},
    "refresh_token": {"type": "string"},
    "user": {"$ref": "#/components/schemas/User"}
  }
})";

constexpr std::string_view kSession = R"({
  "type": "object",
  "required": ["id", "created_at", "last_used_at", "expires_at", "user_agent", "current"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "created_at": {"$ref": "#/components/schemas/Timestamp"},
    "last_used_at": {"$ref": "#/components/schemas/Timestamp"},
    "expires_at": {"$ref": "#/components/schemas/Timestamp"},
    "user_agent": {"type": "string"},
    "current": {"type": "boolean", "description": "It is the session of this request."}
  }
})";

constexpr std::string_view kSessions = R"({
  "type": "object",
  "required": ["sessions"],
  "properties": {
    "sessions": {"type": "array", "items": {"$ref": "#/components/schemas/Session"}}
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
    "text": {"type": "string", "description": "Byte for byte as sent."},
    "timestamp": {"$ref": "#/components/schemas/Timestamp"},
    "read": {"type": "boolean", "description": "A member other than the sender has read it."},
    "client_id": {"type": "string", "description": "As the sender gave it."},
    "duplicate": {"type": "boolean", "const": true,
                  "description": "Only on the answer to a repeated client_id."}
  }
})";

constexpr std::string_view kMessages =
    R"({"type": "array", "items": {"$ref": "#/components/schemas/Message"}})";

constexpr std::string_view kChat = R"({
  "type": "object",
  "required": ["id", "type", "name", "creator_id", "member_count", "created_at", "last_seq",
               "read_seq", "unread", "last_message", "role", "capabilities"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "type": {"type": "string", "enum": ["direct", "group"]},
    "name": {"type": "string",
             "description": "Of a direct chat the other person's username."},
    "creator_id": {"$ref": "#/components/schemas/Id"},
    "participant_ids": {"type": "array", "items": {"$ref": "#/components/schemas/Id"},
                        "description": "Left out above 1,000 members."},
    "member_count": {"type": "integer", "format": "int64", "minimum": 1},
    "created_at": {"$ref": "#/components/schemas/Timestamp"},
    "last_seq": {"type": "integer", "format": "int64", "minimum": 0,
                 "description": "Of the newest message; 0 without any."},
    "read_seq": {"type": "integer", "format": "int64", "minimum": 0,
                 "description": "How far the caller has read."},
    "unread": {"type": "integer", "format": "int64", "minimum": 0},
    "last_message": {"oneOf": [{"$ref": "#/components/schemas/Message"}, {"type": "null"}]},
    "role": {"type": "string", "enum": ["member", "admin", "owner"]},
    "capabilities": {"type": "array", "items": {"type": "string"},
                     "description": "What the caller may do here: send, invite."}
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

constexpr std::string_view kSocketMessage = R"({
  "type": "object",
  "required": ["text"],
  "properties": {
    "chat_id": {"$ref": "#/components/schemas/Id"},
    "sender_id": {"$ref": "#/components/schemas/Id"},
    "text": {"type": "string", "minLength": 1, "maxLength": 16384},
    "client_id": {"type": "string", "minLength": 1, "maxLength": 64}
  }
})";

constexpr std::string_view kSocketError = R"({
  "type": "object",
  "required": ["error", "code"],
  "properties": {
    "error": {"type": "string"},
    "code": {"$ref": "#/components/schemas/ErrorCode"},
    "client_id": {"type": "string"},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
    "retry_after": {"type": "integer", "description": "Seconds."}
  }
})";

constexpr std::string_view kFieldError = R"({
  "type": "object",
  "required": ["field", "message"],
  "properties": {
    "field": {"type": "string", "description": "Its path: participant_ids[3]."},
    "message": {"type": "string"}
  }
})";

constexpr std::string_view kProblem = R"({
  "type": "object",
  "description": "Problem details (RFC 9457).",
  "required": ["type", "title", "status", "detail", "code", "retryable", "request_id"],
  "properties": {
    "type": {"type": "string", "format": "uri-reference"},
    "title": {"type": "string"},
    "status": {"type": "integer"},
    "detail": {"type": "string", "description": "One sentence for people."},
    "code": {"$ref": "#/components/schemas/ErrorCode"},
    "retryable": {"type": "boolean", "description": "The same request may succeed later."},
    "request_id": {"type": "string"},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"},
               "description": "Only with status 422: every bad field."}
  }
})";

constexpr std::pair<std::string_view, std::string_view> kSchemas[] = {
    {"Id", R"({"type": "integer", "format": "int64", "minimum": 1, "maximum": 9007199254740991})"},
    {"Timestamp", R"({"type": "string", "format": "date-time",
                      "description": "RFC 3339, in UTC, with microseconds."})"},
    {"User", kUser},
    {"Tokens", kTokens},
    {"Session", kSession},
    {"Sessions", kSessions},
    {"Message", kMessage},
    {"Messages", kMessages},
    {"Chat", kChat},
    {"Chats", kChats},
    {"SocketMessage", kSocketMessage},
    {"SocketError", kSocketError},
    {"Status", R"({"type": "object", "required": ["status"],
                   "properties": {"status": {"type": "string", "const": "ok"}}})"},
    {"Metrics", R"({"type": "string"})"},
    {"FieldError", kFieldError},
    {"Problem", kProblem},
};

void append_pretty(std::string& out, const json::value& value, std::size_t indent);

void new_line(std::string& out, std::size_t indent) {
  out += '\n';
  out.append(indent, ' ');
}

void append_pretty(std::string& out, const json::object& object, std::size_t indent) {
  out += '{';
  bool first = true;
  for (const auto& member : object) {
    if (!first) out += ',';
    first = false;
    new_line(out, indent + 2);
    append_json_string(out, member.key());
    out += ": ";
    append_pretty(out, member.value(), indent + 2);
  }
  if (!first) new_line(out, indent);
  out += '}';
}

void append_pretty(std::string& out, const json::array& array, std::size_t indent) {
  out += '[';
  bool first = true;
  for (const json::value& item : array) {
    if (!first) out += ',';
    first = false;
    new_line(out, indent + 2);
    append_pretty(out, item, indent + 2);
  }
  if (!first) new_line(out, indent);
  out += ']';
}

void append_pretty(std::string& out, const json::value& value, std::size_t indent) {
  if (const auto* object = value.if_object()) {
    append_pretty(out, *object, indent);
  } else if (const auto* array = value.if_array()) {
    append_pretty(out, *array, indent);
  } else if (const auto* string = value.if_string()) {
    append_json_string(out, *string);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

json::object reply_schemas() {
  json::object schemas;
  for (const auto& [name, text] : kSchemas) {
    auto schema = parse_json(text);
    if (!schema) throw std::logic_error(std::string(name) + ": " + schema.error().message);
    schemas.emplace(name, std::move(*schema));
  }
  return schemas;
}

std::string pretty(const json::value& value) {
  std::string out;
  append_pretty(out, value, 0);
  out += '\n';
  return out;
}

}  // namespace asq::api
