// What the document says that routes and commands take. Pure. Threads: any.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>

#include "api/contract/route.hpp"

namespace asq::api {

// Of its path, header and query.
[[nodiscard]] boost::json::array parameters(const Route& route);

// Of a route with content: the name of the schema of what it takes, the schema itself, and the
// request body, which refers to it.
//
// A field of JSON that may be left out may be null as well, and an empty one of a form counts as
// left out: the schemas say so. None has a `default`, for generators take a field with one for a
// field that is always there.
[[nodiscard]] std::string request_name(const Route& route);
[[nodiscard]] boost::json::object content_schema(const Route& route);
[[nodiscard]] boost::json::object request_body(const Route& route);

// Of a command of the person's socket.
[[nodiscard]] boost::json::object command_schema(const CommandShape& row);

}  // namespace asq::api
