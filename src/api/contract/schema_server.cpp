// The server itself as JSON Schema.
#include "api/contract/schema.hpp"

namespace asq::api {
namespace {

constexpr std::string_view kServer = R"({
  "type": "object",
  "description": "What anybody may know of the server.",
  "required": ["name", "version", "registration", "password_min", "text_max", "directory"],
  "properties": {
    "name": {"type": "string"},
    "contact": {"type": "string", "description": "Whom to ask for help."},
    "version": {"type": "string", "description": "As in X-ASQ-Version."},
    "registration": {"type": "string", "enum": ["open", "invited", "closed"],
                     "description": "Who can create an account: anybody, people with an invitation, people with a link of the operator."},
    "password_min": {"type": "integer", "format": "int64", "description": "Characters of a new password, at least."},
    "text_max": {"type": "integer", "format": "int64", "description": "Characters of a message, at most."},
    "directory": {"type": "boolean", "description": "Anybody can be found, not only people one knows."}
  }
})";

constexpr NamedSchema kServerSchemas[] = {
    {"Server", kServer},
    {"Status", R"({"type": "object", "required": ["status"],
                   "properties": {"status": {"type": "string", "const": "ok"}}})"},
    {"Metrics", R"({"type": "string"})"},
};

}  // namespace

std::span<const NamedSchema> server_schemas() { return kServerSchemas; }

}  // namespace asq::api
