// What sockets say, as JSON Schema.
#include "api/schema.hpp"

namespace asq::api {
namespace {

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

constexpr NamedSchema kSchemas[] = {
    {"SocketMessage", kSocketMessage},
    {"SocketError", kSocketError},
};

}  // namespace

std::span<const NamedSchema> socket_schemas() { return kSchemas; }

}  // namespace asq::api
