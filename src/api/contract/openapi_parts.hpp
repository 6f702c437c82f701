// What the parts of the OpenAPI document share. The document is openapi.cpp; what a route or a
// command takes is openapi_requests, and what a route answers openapi_responses. Pure. Threads:
// any.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "api/contract/route.hpp"
#include "base/json.hpp"

namespace asq::api {

// Of JSON that stands in the program.
[[nodiscard]] inline boost::json::value parsed(std::string_view text) {
  return parse_json(text).value();
}

[[nodiscard]] inline boost::json::object reference(std::string_view section,
                                                   std::string_view name) {
  return {{"$ref", "#/components/" + std::string(section) + "/" + std::string(name)}};
}

// "group_message" -> "GroupMessage"
[[nodiscard]] std::string pascal_case(std::string_view name);

[[nodiscard]] inline bool has_content(const Route& route) { return route.content != Content::none; }

[[nodiscard]] inline bool in_document(const Route& route) { return !route.tag.empty(); }

}  // namespace asq::api
