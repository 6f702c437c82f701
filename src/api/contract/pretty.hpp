// JSON for people: indented by two, one member a line, so that a change is seen in review.
// Pure. Threads: any.
#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace asq::api {

// Ends with a newline.
[[nodiscard]] std::string pretty(const boost::json::value& value);

}  // namespace asq::api
