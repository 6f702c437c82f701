#include "api/contract/openapi_responses.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "api/contract/answer_headers.hpp"
#include "api/contract/error_table.hpp"
#include "api/contract/openapi_parts.hpp"
#include "api/contract/problem.hpp"

namespace asq::api {
namespace {

namespace json = boost::json;
using E = ErrorCode;

bool is_limited(const Route& route) { return route.limit != LimitKind::none; }

// What reading the request may end with.
void add_errors_of_input(std::vector<E>& codes, const Route& route) {
  codes.push_back(E::bad_request);
  if (route.content == Content::json) codes.push_back(E::malformed_json);
  if (has_content(route)) codes.insert(codes.end(), {E::unsupported_media_type, E::body_too_large});
  const auto fields = route.fields();
  if (!fields.empty()) codes.push_back(E::invalid);
  if (std::ranges::any_of(fields, &FieldShape::names_caller)) codes.push_back(E::not_yourself);
}

// What work may end with.
void add_errors_of_service(std::vector<E>& codes, const Route& route) {
  if (is_limited(route)) {
    codes.insert(codes.end(),
                 {E::rate_limited, E::overloaded, E::shutting_down, E::storage_unavailable});
    if (!only_reads(route)) codes.push_back(E::storage_full);
  }
  codes.push_back(E::internal);
}

json::object header_object(const AnswerHeader& row, bool required) {
  const bool integer = row.type == AnswerHeader::Type::integer;
  json::object schema{{"type", integer ? "integer" : "string"}};
  if (integer) {
    schema["format"] = "int64";
    schema["minimum"] = 0;
  }
  return {{"description", row.description}, {"required", required}, {"schema", std::move(schema)}};
}

json::object header_references(const Route& route, int status) {
  json::object headers;
  for (const std::string_view name : headers_of(status, is_limited(route))) {
    headers[name] = reference("headers", name);
  }
  if (route.sets_cookie && (status < 300 || status == 401)) {
    headers[kSetCookie] = reference("headers", kSetCookie);
  }
  return headers;
}

json::object problem_content(std::string_view schema, json::object examples) {
  return {{kProblemType, json::object{{"schema", reference("schemas", schema)},
                                      {"examples", std::move(examples)}}}};
}

json::object error_response(const Route& route, int status, const std::vector<E>& codes) {
  std::string description;
  json::object examples;
  for (const E code : codes) {
    const std::string_view name = error_name(code);
    if (!description.empty()) description += " ";
    description += "`" + std::string(name) + "`: " + std::string(error_row(code).sentence);
    examples[name] = reference("examples", name);
  }
  return {{"description", description},
          {"headers", header_references(route, status)},
          {"content",
           problem_content(status == 422 ? "InputProblem" : "Problem", std::move(examples))}};
}

json::object success_response(const Route& route, const Success& success) {
  json::object response{{"description", success.description},
                        {"headers", header_references(route, success.status)}};
  if (success.schema.empty()) return response;
  json::object content{{"schema", reference("schemas", success.schema)}};
  if (!success.example.empty()) content["example"] = parsed(success.example);
  const std::string_view type = success.schema == "Metrics" ? "text/plain" : "application/json";
  response["content"] = json::object{{type, std::move(content)}};
  return response;
}

}  // namespace

std::map<int, std::vector<ErrorCode>> errors_of(const Route& route) {
  std::vector<E> codes;
  if (route.auth != Auth::none) codes.push_back(E::unauthenticated);
  add_errors_of_input(codes, route);
  codes.insert(codes.end(), route.errors.begin(), route.errors.end());
  add_errors_of_service(codes, route);
  std::map<int, std::vector<E>> by_status;
  for (const E code : codes) {
    auto& same = by_status[error_row(code).status];
    if (std::ranges::find(same, code) == same.end()) same.push_back(code);
  }
  if (route.auth == Auth::socket) by_status[426].push_back(E::bad_request);
  return by_status;
}

json::object responses(const Route& route) {
  json::object list;
  for (const Success& success : route.successes) {
    list[std::to_string(success.status)] = success_response(route, success);
  }
  for (const auto& [status, codes] : errors_of(route)) {
    list[std::to_string(status)] = error_response(route, status, codes);
  }
  list["default"] = reference("responses", "Refusal");
  return list;
}

json::object shared_responses() {
  json::object headers;
  for (const AnswerHeader& row : answer_headers()) {
    const bool always = row.name == kRequestId || row.name == kVersion;
    const bool here = always || row.name == kRetryAfter || row.name == kAllow;
    if (here) headers[row.name] = header_object(row, always);
  }
  json::object examples{{"bad_request", reference("examples", "bad_request")}};
  return {{"Refusal",
           json::object{
               {"description",
                "Any other refusal has the same body, whatever its status. HTTP itself is refused "
                "with the code `bad_request`: 408, 414, 417, 431, 501, 505. A method that the path "
                "does not have is 405, with `Allow`. A server that is full answers 429 or 503, "
                "with `Retry-After`."},
               {"headers", std::move(headers)},
               {"content", problem_content("Problem", std::move(examples))}}}};
}

json::object shared_headers() {
  json::object headers;
  for (const AnswerHeader& row : answer_headers()) {
    if (row.name != kAllow) headers[row.name] = header_object(row, row.always);
  }
  return headers;
}

}  // namespace asq::api
