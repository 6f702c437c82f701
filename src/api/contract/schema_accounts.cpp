// Accounts and sessions as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kUser = R"({
  "type": "object",
  "required": ["id", "username", "name", "created_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string", "description": "A display name; not unique."},
    "name": {"type": "string", "description": "The same as username."},
    "handle": {"type": "string", "description": "Unique; absent if the account is deleted."},
    "email": {"type": "string", "format": "email", "description": "Shown only to the person themselves."},
    "language": {"type": "string", "description": "Shown only to the person themselves, who has chosen it."},
    "created_at": {"$ref": "#/components/schemas/Timestamp"},
    "deleted": {"type": "boolean", "const": true,
                "description": "The account and its name are gone."}
  }
})";

constexpr std::string_view kOwnUser = R"({
  "type": "object",
  "description": "The caller's own account.",
  "required": ["id", "username", "name", "handle", "email", "created_at"],
  "properties": {
    "id": {"$ref": "#/components/schemas/Id"},
    "username": {"type": "string", "description": "A display name; not unique."},
    "name": {"type": "string", "description": "The same as username."},
    "handle": {"type": "string", "description": "Unique, in small letters."},
    "email": {"type": "string", "format": "email"},
    "language": {"type": "string", "description": "A language tag; absent until you choose one."},
    "created_at": {"$ref": "#/components/schemas/Timestamp"}
  }
})";

constexpr std::string_view kPeople = R"({
  "type": "object",
  "required": ["users", "next_cursor"],
  "properties": {
    "users": {"type": "array", "items": {"$ref": "#/components/schemas/User"}},
    "next_cursor": {"type": ["string", "null"], "description": "null on the last page."}
  }
})";

constexpr std::string_view kTokens = R"({
  "type": "object",
  "required": ["access_token", "token_type", "expires_in", "user"],
  "properties": {
    "access_token": {"type": "string", "description": "A JWT for Authorization: Bearer."},
    "token_type": {"type": "string", "const": "bearer"},
    "expires_in": {"type": "integer", "format": "int64", "minimum": 0, "description": "Seconds."},
    "refresh_token": {"type": "string", "description": "Missing where it is in the cookie."},
    "user": {"$ref": "#/components/schemas/OwnUser"}
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
    "current": {"type": "boolean", "description": "The session of this request."}
  }
})";

constexpr std::string_view kSessions = R"({
  "type": "object",
  "required": ["sessions"],
  "properties": {
    "sessions": {"type": "array", "items": {"$ref": "#/components/schemas/Session"}}
  }
})";

constexpr NamedSchema kAccountSchemas[] = {
    {"User", kUser},       {"OwnUser", kOwnUser},   {"Tokens", kTokens},
    {"Session", kSession}, {"Sessions", kSessions}, {"People", kPeople},
};

}  // namespace

std::span<const NamedSchema> account_schemas() { return kAccountSchemas; }

}  // namespace asq::api
