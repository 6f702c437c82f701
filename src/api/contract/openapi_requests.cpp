#include "api/contract/openapi_requests.hpp"

#include <boost/json/serialize.hpp>
#include <utility>

#include "api/contract/openapi_parts.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;

void append_description(json::object& schema, const std::string& sentence) {
  auto& description = schema["description"];
  description =
      description.is_string() ? std::string(description.get_string()) + " " + sentence : sentence;
}

std::string plain(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

// In words instead.
void take_default_out(json::object& schema) {
  const json::value* value = schema.if_contains("default");
  if (value == nullptr) return;
  append_description(schema, "Left out: `" + plain(*value) + "`.");
  schema.erase("default");
}

// Or null.
void let_be_null(json::object& schema) {
  schema["type"] = json::array{schema.at("type"), "null"};
  if (json::value* words = schema.if_contains("enum")) words->as_array().emplace_back(nullptr);
}

void let_be_empty(json::object& schema) {
  if (schema.erase("minLength") > 0) append_description(schema, "Empty: as if left out.");
}

json::object field_schema(const FieldShape& field, Content content, bool required) {
  json::object schema = field.schema;
  take_default_out(schema);
  if (required) return schema;
  if (content == Content::form) {
    let_be_empty(schema);
  } else {
    let_be_null(schema);
  }
  return schema;
}

// What Swagger UI fills a form with: of a form it looks at the fields' examples, not at the body's.
json::object with_example(json::object schema, const json::object& examples,
                          std::string_view name) {
  if (const json::value* example = examples.if_contains(name)) {
    schema["examples"] = json::array{*example};
  }
  return schema;
}

json::object alias_schema(const FieldShape& field, Content content, bool required) {
  json::object schema = field_schema(field, content, required);
  schema["description"] = "Taken for " + std::string(field.name) + " too.";
  return schema;
}

// `by_alias`: a required field that has an alias is there under its alias.
json::object object_schema(const Route& route, bool by_alias) {
  const json::value form = route.content == Content::form ? parsed(route.example) : json::object();
  json::object properties;
  json::array required;
  for (const FieldShape& field : route.fields()) {
    if (field.place != Place::content) continue;
    const bool needs_alias = by_alias && field.required && !field.alias.empty();
    const bool needs_name = field.required && !needs_alias;
    properties[field.name] =
        with_example(field_schema(field, route.content, needs_name), form.as_object(), field.name);
    if (!field.alias.empty()) {
      properties[field.alias] = alias_schema(field, route.content, needs_alias);
    }
    if (needs_name) required.emplace_back(field.name);
    if (needs_alias) required.emplace_back(field.alias);
  }
  json::object schema{{"type", "object"}};
  if (!required.empty()) schema["required"] = std::move(required);
  schema["properties"] = std::move(properties);
  return schema;
}

bool needs_field_with_alias(const Route& route) {
  for (const FieldShape& field : route.fields()) {
    if (field.place == Place::content && field.required && !field.alias.empty()) return true;
  }
  return false;
}

}  // namespace

json::array parameters(const Route& route) {
  json::array list;
  for (const FieldShape& field : route.fields()) {
    if (field.place == Place::content && has_content(route)) continue;
    const bool header = field.place == Place::header;
    const bool path = field.place == Place::path;
    list.push_back(json::object{
        {"name", header ? header_name(field.name) : std::string(field.name)},
        {"in", header ? "header"
               : path ? "path"
                      : "query"},
        {"required", field.required},
        {"schema", field.schema},
    });
  }
  return list;
}

std::string request_name(const Route& route) { return pascal_case(route.operation_id) + "Request"; }

// Two whole objects: of an object with an `anyOf` of nothing but `required` inside, generators make
// a type that takes anything.
json::object content_schema(const Route& route) {
  if (!needs_field_with_alias(route)) return object_schema(route, false);
  return {{"anyOf", json::array{object_schema(route, false), object_schema(route, true)}}};
}

json::object request_body(const Route& route) {
  const bool form = route.content == Content::form;
  return {
      {"required", true},
      {"content", json::object{{form ? "application/x-www-form-urlencoded" : "application/json",
                                json::object{{"schema", reference("schemas", request_name(route))},
                                             {"example", parsed(route.example)}}}}}};
}

json::object command_schema(const CommandShape& row) {
  json::array required;
  json::value id = reference("schemas", "CommandId");
  if (row.answered) {
    required.emplace_back("id");
  } else {
    id = json::object{{"anyOf", json::array{std::move(id), json::object{{"type", "null"}}}}};
  }
  required.emplace_back("type");
  json::object properties{{"id", std::move(id)},
                          {"type", json::object{{"type", "string"}, {"const", row.type}}}};
  for (const FieldShape& field : row.fields()) {
    properties[field.name] = field_schema(field, Content::json, field.required);
    if (field.required) required.emplace_back(field.name);
  }
  return {{"type", "object"},
          {"description", row.summary},
          {"required", std::move(required)},
          {"properties", std::move(properties)},
          {"examples", json::array{parsed(row.example)}}};
}

}  // namespace asq::api
