// Invitations as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kInvite = R"({
  "type": "object",
  "required": ["token", "url", "chat_id", "created_by", "created_at", "expires_at", "uses",
               "max_uses"],
  "properties": {
    "token": {"type": "string", "description": "A secret: anyone who has it can accept."},
    "url": {"type": "string", "format": "uri-reference",
            "description": "The link; relative to the server's address if public_url is not set."},
    "chat_id": {"oneOf": [{"$ref": "#/components/schemas/Id"}, {"type": "null"}],
                "description": "The group; null for an invitation in person, or to the server alone."},
    "created_by": {"oneOf": [{"$ref": "#/components/schemas/User"}, {"type": "null"}],
                   "description": "null for an invitation of the operator."},
    "created_at": {"$ref": "#/components/schemas/Timestamp"},
    "expires_at": {"oneOf": [{"$ref": "#/components/schemas/Timestamp"}, {"type": "null"}],
                   "description": "null if it never expires."},
    "uses": {"type": "integer", "format": "int64", "minimum": 0},
    "max_uses": {"type": ["integer", "null"], "format": "int64", "minimum": 1,
                 "description": "null if there is no limit."}
  }
})";

constexpr std::string_view kInvitesSchema = R"({
  "type": "object",
  "required": ["invites", "next_cursor"],
  "properties": {
    "invites": {"type": "array", "items": {"$ref": "#/components/schemas/Invite"}},
    "next_cursor": {"type": ["string", "null"], "description": "null on the last page."}
  }
})";

constexpr std::string_view kInvitedTo = R"({
  "type": "object",
  "required": ["type", "name", "member_count"],
  "properties": {
    "type": {"type": "string", "const": "group"},
    "name": {"type": "string"},
    "member_count": {"type": "integer", "format": "int64", "minimum": 1}
  }
})";

constexpr std::string_view kInvitedBy = R"({
  "type": "object",
  "required": ["username", "handle"],
  "properties": {"username": {"type": "string"}, "handle": {"type": "string"}}
})";

constexpr std::string_view kInvitePreview = R"({
  "type": "object",
  "required": ["chat", "invited_by", "expires_at", "registers"],
  "properties": {
    "chat": {"oneOf": [{"$ref": "#/components/schemas/InvitedTo"}, {"type": "null"}],
             "description": "The group; null for an invitation in person, or to the server alone."},
    "invited_by": {"oneOf": [{"$ref": "#/components/schemas/InvitedBy"}, {"type": "null"}],
                   "description": "null for an invitation of the operator."},
    "expires_at": {"oneOf": [{"$ref": "#/components/schemas/Timestamp"}, {"type": "null"}],
                   "description": "null if it never expires."},
    "registers": {"type": "boolean", "description": "Whether you can create an account with it."}
  }
})";

constexpr NamedSchema kInviteSchemas[] = {
    {"Invite", kInvite},       {"Invites", kInvitesSchema},       {"InvitedTo", kInvitedTo},
    {"InvitedBy", kInvitedBy}, {"InvitePreview", kInvitePreview},
};

}  // namespace

std::span<const NamedSchema> invite_schemas() { return kInviteSchemas; }

}  // namespace asq::api
