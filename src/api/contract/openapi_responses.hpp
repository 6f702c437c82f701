// What the document says that routes answer. Pure. Threads: any.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string_view>
#include <vector>

#include "api/contract/route.hpp"
#include "base/error.hpp"

namespace asq::api {

// By status: the errors of its row, and those that the row implies.
[[nodiscard]] std::map<int, std::vector<ErrorCode>> errors_of(const Route& route);

// By status, and `default`.
[[nodiscard]] boost::json::object responses(const Route& route);

// What responses() refers to: components.responses and components.headers.
[[nodiscard]] boost::json::object shared_responses();
[[nodiscard]] boost::json::object shared_headers();

}  // namespace asq::api
