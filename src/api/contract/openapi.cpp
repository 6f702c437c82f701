#include "api/contract/openapi.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "api/contract/error_table.hpp"
#include "api/contract/pretty.hpp"
#include "api/contract/problem.hpp"
#include "api/contract/public_url.hpp"
#include "api/contract/schema.hpp"
#include "api/contract/socket_description.hpp"
#include "base/json.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;

json::value parsed(std::string_view text) { return parse_json(text).value(); }

json::object reference(std::string_view section, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(section) + "/" + std::string(name)}};
}

// "group_message" -> "GroupMessage"
std::string pascal_case(std::string_view name) {
  std::string result;
  bool starts_word = true;
  for (const char c : name) {
    if (c != '_') result += starts_word ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = c == '_';
  }
  return result;
}

// What the document is about.
struct Contents {
  std::span<const Route> routes;
  std::span<const CommandShape> commands;
  std::string_view public_url;
};

bool has_content(const Route& route) { return route.content != Content::none; }

bool in_document(const Route& route) { return !route.tag.empty(); }

// --- what a route takes

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

// What Swagger UI fills a form with: of a form it looks at the fields' examples, not at the body's.
json::object with_example(json::object schema, const json::object& examples,
                          std::string_view name) {
  if (const json::value* example = examples.if_contains(name)) {
    schema["examples"] = json::array{*example};
  }
  return schema;
}

json::object content_schema(const Route& route) {
  const json::value form = route.content == Content::form ? parsed(route.example) : json::object();
  json::object properties;
  json::array required;
  json::array either;
  for (const FieldShape& field : route.fields()) {
    if (field.place != Place::content) continue;
    properties[field.name] = with_example(field.schema, form.as_object(), field.name);
    if (!field.alias.empty()) {
      json::object alias = field.schema;
      alias["description"] = "Taken for " + std::string(field.name) + " too.";
      properties[field.alias] = std::move(alias);
      if (field.required) {
        either = {json::object{{"required", json::array{field.name}}},
                  json::object{{"required", json::array{field.alias}}}};
      }
    } else if (field.required) {
      required.emplace_back(field.name);
    }
  }
  json::object schema{{"type", "object"}};
  if (!required.empty()) schema["required"] = std::move(required);
  if (!either.empty()) schema["anyOf"] = std::move(either);
  schema["properties"] = std::move(properties);
  return schema;
}

std::string request_name(const Route& route) { return pascal_case(route.operation_id) + "Request"; }

json::object request_body(const Route& route) {
  const bool form = route.content == Content::form;
  return {
      {"required", true},
      {"content", json::object{{form ? "application/x-www-form-urlencoded" : "application/json",
                                json::object{{"schema", reference("schemas", request_name(route))},
                                             {"example", parsed(route.example)}}}}}};
}

// --- what it answers

// Its own errors, and those that its row implies.
std::map<int, std::vector<ErrorCode>> errors_of(const Route& route) {
  using E = ErrorCode;
  std::vector<E> codes;
  const auto fields = route.fields();
  const auto any = [&](auto predicate) { return std::ranges::any_of(fields, predicate); };
  if (route.auth != Auth::none) codes.push_back(E::unauthenticated);
  if (route.auth == Auth::socket) codes.push_back(E::bad_request);
  if (route.limit != LimitKind::none) codes.push_back(E::rate_limited);
  if (has_content(route)) {
    codes.insert(codes.end(), {route.content == Content::json ? E::malformed_json : E::bad_request,
                               E::unsupported_media_type, E::body_too_large});
  }
  if (!fields.empty()) codes.push_back(E::invalid);
  if (any([](const FieldShape& field) { return field.names_caller; })) {
    codes.push_back(E::not_yourself);
  }
  codes.insert(codes.end(), route.errors.begin(), route.errors.end());
  if (route.limit != LimitKind::none) {
    codes.insert(codes.end(), {E::overloaded, E::shutting_down, E::storage_unavailable});
    if (route.method != "GET") codes.push_back(E::storage_full);
  }
  codes.push_back(E::internal);
  std::map<int, std::vector<E>> by_status;
  for (const E code : codes) by_status[error_row(code).status].push_back(code);
  if (route.auth == Auth::socket) by_status[426].push_back(E::bad_request);
  return by_status;
}

json::object error_response(const std::vector<ErrorCode>& codes) {
  std::string description;
  json::object examples;
  for (const ErrorCode code : codes) {
    const std::string_view name = error_name(code);
    if (!description.empty()) description += " ";
    description += "`" + std::string(name) + "`: " + std::string(error_row(code).sentence);
    examples[name] = reference("examples", name);
  }
  return {{"description", description},
          {"headers", json::object{{"X-Request-Id", reference("headers", "X-Request-Id")}}},
          {"content",
           json::object{{kProblemType, json::object{{"schema", reference("schemas", "Problem")},
                                                    {"examples", std::move(examples)}}}}}};
}

json::object success_headers(const Route& route) {
  json::object headers;
  for (const std::string_view name :
       {"X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"}) {
    if (name.starts_with("Rate") && route.limit == LimitKind::none) continue;
    headers[name] = reference("headers", name);
  }
  return headers;
}

json::object success_response(const Route& route, const Success& success) {
  json::object response{{"description", success.description}, {"headers", success_headers(route)}};
  if (success.schema.empty()) return response;
  json::object content{{"schema", reference("schemas", success.schema)}};
  if (!success.example.empty()) content["example"] = parsed(success.example);
  const std::string_view type = success.schema == "Metrics" ? "text/plain" : "application/json";
  response["content"] = json::object{{type, std::move(content)}};
  return response;
}

json::object responses(const Route& route) {
  json::object list;
  for (const Success& success : route.successes) {
    list[std::to_string(success.status)] = success_response(route, success);
  }
  for (const auto& [status, codes] : errors_of(route)) {
    list[std::to_string(status)] = error_response(codes);
  }
  return list;
}

// --- who may ask

json::array security(const Route& route) {
  switch (route.auth) {
    case Auth::none: return {};
    case Auth::bearer:
      return {json::object{{"login", json::array()}}, json::object{{"bearer", json::array()}}};
    case Auth::socket:
      return {json::object{{"bearer", json::array()}}, json::object{{"socket", json::array()}}};
  }
  return {};
}

// A relative URL in the document is resolved against that of the server.
json::object security_schemes(std::string_view public_url) {
  const std::string tokens = public_link(public_url, "chat/token");
  return {
      {"login", json::object{{"type", "oauth2"},
                             {"description",
                              "Log in with e-mail (as username) and password; client_id and "
                              "client_secret stay empty."},
                             {"flows", json::object{{"password",
                                                     json::object{{"tokenUrl", tokens},
                                                                  {"refreshUrl", tokens},
                                                                  {"scopes", json::object()}}}}}}},
      {"bearer", json::object{{"type", "http"},
                              {"scheme", "bearer"},
                              {"bearerFormat", "JWT"},
                              {"description", "An access token of POST /chat/token."}}},
      {"socket", json::object{{"type", "apiKey"},
                              {"in", "query"},
                              {"name", "token"},
                              {"description", "The access token, for a socket."}}},
  };
}

json::array references(const std::vector<std::string_view>& names) {
  json::array list;
  for (const std::string_view name : names) list.push_back(reference("schemas", name));
  return list;
}

json::object websocket_extension(const Route& route) {
  json::object closes;
  for (const SocketClose& close : closes_of(route)) {
    closes[std::to_string(close.code)] = close.meaning;
  }
  return {{"subprotocols", json::array{"asq"}},
          {"receives", references(route.receives)},
          {"sends", references(route.sends)},
          {"closes", std::move(closes)}};
}

json::object operation(const Route& route, const Contents& contents) {
  json::object operation{{"tags", json::array{route.tag}},
                         {"operationId", route.operation_id},
                         {"summary", route.summary}};
  if (route.auth == Auth::socket) {
    operation["description"] = socket_description(route, contents.commands, contents.public_url);
  } else if (!route.description.empty()) {
    operation["description"] = route.description;
  }
  operation["security"] = security(route);
  if (json::array list = parameters(route); !list.empty())
    operation["parameters"] = std::move(list);
  if (has_content(route)) operation["requestBody"] = request_body(route);
  operation["responses"] = responses(route);
  if (route.auth == Auth::socket) operation["x-websocket"] = websocket_extension(route);
  return operation;
}

// --- what a person's socket takes

json::object command_schema(const CommandShape& row) {
  json::array required;
  if (row.answered) required.emplace_back("id");
  required.emplace_back("type");
  json::object properties{{"id", reference("schemas", "CommandId")},
                          {"type", json::object{{"type", "string"}, {"const", row.type}}}};
  for (const FieldShape& field : row.fields()) {
    properties[field.name] = field.schema;
    if (field.required) required.emplace_back(field.name);
  }
  return {{"type", "object"},
          {"description", row.summary},
          {"required", std::move(required)},
          {"properties", std::move(properties)},
          {"examples", json::array{parsed(row.example)}}};
}

void add_commands(json::object& schemas, std::span<const CommandShape> commands) {
  json::array all;
  for (const CommandShape& row : commands) {
    const std::string name = pascal_case(row.type) + "Command";
    schemas[name] = command_schema(row);
    all.push_back(reference("schemas", name));
  }
  schemas["Command"] = json::object{{"oneOf", std::move(all)}};
}

// --- what operations share

json::object error_example(const ErrorRow& row, std::string_view public_url) {
  Error error(row.code);
  if (row.code == ErrorCode::invalid) error.fields = {{"text", "This field is required."}};
  const std::string problem = problem_json(error, "5f0c1d2e3a4b5c6d-1", 0, path_prefix(public_url));
  return {{"summary", row.title}, {"value", parsed(problem)}};
}

json::object headers() {
  const auto header = [](std::string_view description, std::string_view type) {
    return json::object{{"description", description}, {"schema", json::object{{"type", type}}}};
  };
  return {{"X-Request-Id", header("The client's own, or one made here.", "string")},
          {"RateLimit-Limit", header("What may be sent at once.", "integer")},
          {"RateLimit-Remaining", header("What is left of it.", "integer")},
          {"RateLimit-Reset", header("Seconds until all of it is there again.", "integer")}};
}

// Of the errors that an operation names: some belong to no route, some to sockets only.
json::object error_examples(const Contents& contents) {
  std::set<ErrorCode> named;
  for (const Route& route : contents.routes) {
    if (!in_document(route)) continue;
    for (const auto& [status, codes] : errors_of(route)) named.insert(codes.begin(), codes.end());
  }
  json::object examples;
  for (const ErrorRow& row : error_table()) {
    if (!named.contains(row.code)) continue;
    examples[error_name(row.code)] = error_example(row, contents.public_url);
  }
  return examples;
}

json::object components(const Contents& contents) {
  json::object schemas = reply_schemas();
  json::array codes;
  for (const ErrorRow& row : error_table()) codes.emplace_back(error_name(row.code));
  add_commands(schemas, contents.commands);
  schemas["ErrorCode"] = json::object{{"type", "string"}, {"enum", std::move(codes)}};
  for (const Route& route : contents.routes) {
    if (in_document(route) && has_content(route)) {
      schemas[request_name(route)] = content_schema(route);
    }
  }
  return {{"securitySchemes", security_schemes(contents.public_url)},
          {"headers", headers()},
          {"examples", error_examples(contents)},
          {"schemas", std::move(schemas)}};
}

json::object paths(const Contents& contents) {
  json::object paths;
  for (const Route& route : contents.routes) {
    if (!in_document(route)) continue;
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    auto& path = paths[route.path];
    if (path.is_null()) path.emplace_object();
    path.get_object()[method] = operation(route, contents);
  }
  return paths;
}

json::array tags() {
  const auto tag = [](std::string_view name, std::string_view description) {
    return json::object{{"name", name}, {"description", description}};
  };
  return {tag("accounts", "Accounts, tokens and sessions."),
          tag("chats", "Direct chats, and the chats that one has."),
          tag("groups", "Groups, their people and their messages."),
          tag("members", "Who is in a chat, and as what."),
          tag("messages", "What was written, and what became of it."),
          tag("sync", "What was missed."),
          tag("sockets", "What is being written, as it happens."),
          tag("system", "For those who run the server.")};
}

json::object info() {
  return {{"title", "ASQ Chat"},
          {"version", ASQ_VERSION},
          {"description",
           "A chat server: direct chats, groups, history, sockets. Errors are problem details (RFC "
           "9457); unknown fields are ignored; ids are integers below 2^53."},
          {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
}

// "." is the directory of the document itself: right below any prefix.
json::array servers(std::string_view public_url) {
  return {json::object{{"url", public_url.empty() ? "." : public_url}}};
}

json::object guide(std::string_view public_url) {
  return {{"description", "The guide: every route, the sockets and every error in words"},
          {"url", public_link(public_url, "docs/guide")}};
}

}  // namespace

std::string openapi_document(std::span<const Route> routes, std::span<const CommandShape> commands,
                             std::string_view public_url) {
  const Contents contents{routes, commands, public_url};
  return pretty(json::object{{"openapi", "3.1.0"},
                             {"info", info()},
                             {"externalDocs", guide(public_url)},
                             {"servers", servers(public_url)},
                             {"tags", tags()},
                             {"paths", paths(contents)},
                             {"components", components(contents)}});
}

}  // namespace asq::api
