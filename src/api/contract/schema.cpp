#include "api/contract/schema.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "base/json.hpp"

namespace asq::api {
namespace {

// --- what all routes share

constexpr std::string_view kFieldError = R"({
  "type": "object",
  "required": ["field", "message"],
  "properties": {
    "field": {"type": "string", "description": "Path of the field, such as participant_ids[3]; cut to 64 characters."},
    "message": {"type": "string", "description": "A whole sentence that can stand beside the field's label."}
  }
})";

constexpr std::string_view kProblem = R"({
  "type": "object",
  "description": "Problem details (RFC 9457).",
  "required": ["type", "title", "status", "detail", "code", "retryable", "request_id"],
  "properties": {
    "type": {"type": "string", "format": "uri-reference"},
    "title": {"type": "string"},
    "status": {"type": "integer", "format": "int32"},
    "detail": {"type": "string", "description": "One sentence for people."},
    "code": {"$ref": "#/components/schemas/ErrorCode"},
    "retryable": {"type": "boolean", "description": "The same request may succeed later."},
    "request_id": {"type": "string"},
    "error": {"type": "string", "enum": ["invalid_request", "invalid_grant", "unsupported_grant_type", "temporarily_unavailable"],
              "description": "Only of POST /chat/token: what libraries for OAuth 2 look for (RFC 6749)."},
    "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"},
               "maxItems": 100, "description": "Only with status 422: every bad field."},
    "errors_omitted": {"type": "integer", "format": "int64", "minimum": 1,
                       "description": "Number of bad fields not listed in errors."}
  }
})";

constexpr NamedSchema kSchemas[] = {
    {"Id", R"({"type": "integer", "format": "int64", "minimum": 1, "maximum": 9007199254740991})"},
    {"Timestamp", R"({"type": "string", "format": "date-time",
                      "description": "RFC 3339, in UTC, with microseconds."})"},
    {"FieldError", kFieldError},
    {"Problem", kProblem},
};

// A problem with status 422, which always has its list of fields.
boost::json::object input_problem(boost::json::object problem) {
  problem["description"] = "Problem details (RFC 9457) of status 422, with every bad field.";
  problem.at("required").as_array().emplace_back("errors");
  auto& properties = problem.at("properties").as_object();
  properties.at("status").as_object()["const"] = 422;
  properties.at("errors").as_object()["description"] = "Every bad field.";
  return problem;
}

}  // namespace

boost::json::object reply_schemas() {
  boost::json::object schemas;
  for (const auto part :
       {std::span<const NamedSchema>(kSchemas), server_schemas(), account_schemas(), chat_schemas(),
        invite_schemas(), message_schemas(), event_schemas(), socket_schemas()}) {
    for (const auto& [name, text] : part) {
      auto schema = parse_json(text);
      if (!schema) throw std::logic_error(std::string(name) + ": " + schema.error().message);
      schemas.emplace(name, std::move(*schema));
    }
  }
  schemas["InputProblem"] = input_problem(schemas.at("Problem").as_object());
  return schemas;
}

}  // namespace asq::api
