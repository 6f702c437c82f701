#include "api/contract/openapi.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "api/contract/error_table.hpp"
#include "api/contract/openapi_parts.hpp"
#include "api/contract/openapi_requests.hpp"
#include "api/contract/openapi_responses.hpp"
#include "api/contract/pretty.hpp"
#include "api/contract/problem.hpp"
#include "api/contract/public_url.hpp"
#include "api/contract/schema.hpp"
#include "api/contract/socket_description.hpp"
#include "base/json.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;

// What the document is about.
struct Contents {
  std::span<const Route> routes;
  std::span<const CommandShape> commands;
  std::string_view public_url;
};

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
          {"headers", shared_headers()},
          {"responses", shared_responses()},
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
          tag("chats", "Direct chats and your list of chats."),
          tag("groups", "Groups, their people and messages."),
          tag("members", "The members of a chat and their roles."),
          tag("invites", "Links by which people join."),
          tag("messages", "Sending, reading and changing messages."),
          tag("sync", "Catching up after a break."),
          tag("sockets", "Live events over WebSocket."),
          tag("system", "The server itself, also for operators.")};
}

json::object info() {
  return {{"title", "ASQ Chat"},
          {"version", ASQ_VERSION},
          {"description",
           "A chat server: direct chats, groups, history, sockets. Errors are problem details (RFC "
           "9457); unknown fields are ignored; in JSON that a client sends, null counts as left "
           "out; ids are integers below 2^53. HEAD answers as GET, without the body; OPTIONS "
           "answers 204 with Allow."},
          {"license", json::object{{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}};
}

// "." is the directory of the document itself, so the server also below a prefix that it does not
// know of; and put before a path it leads to the same place from /docs. "/" does neither.
json::array servers(std::string_view public_url) {
  if (!public_url.empty()) return {json::object{{"url", public_url}}};
  return {json::object{{"url", "."},
                       {"description",
                        "Where this document comes from. Give a generated client the server's "
                        "address, or set public_url on the server."}}};
}

json::object guide(std::string_view public_url) {
  return {{"description", "The guide: every route, the sockets and every error in words"},
          {"url", public_link(public_url, "docs/guide")}};
}

}  // namespace

std::string pascal_case(std::string_view name) {
  std::string result;
  bool starts_word = true;
  for (const char c : name) {
    if (c != '_') result += starts_word ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = c == '_';
  }
  return result;
}

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
