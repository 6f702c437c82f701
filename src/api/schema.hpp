// The JSON Schemas of what the server answers, and the tree of a whole OpenAPI document.
// What it takes comes from the request structs (api/decode.hpp). Pure. Threads: any.
#pragma once

#include <boost/json/object.hpp>
#include <string>

namespace asq::api {

// Name to schema, as they stand under components.schemas.
[[nodiscard]] boost::json::object reply_schemas();

// Indented by two, one member a line, so that a change is seen in review. Ends with a newline.
[[nodiscard]] std::string pretty(const boost::json::value& value);

}  // namespace asq::api
