// Every route of the server, one row each (rows: api/routes/rows.hpp), and finding the row of a
// request. Pure. Threads: immutable after the first call.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/route.hpp"

namespace asq::api {

// In the order of the document. A row's place in it is its number, for metrics.
[[nodiscard]] std::span<const Route> route_table();

// What a path and a method lead to.
struct Match {
  const Route* route = nullptr;  // null: no such path, or not that method
  std::vector<PathParameter> parameters;
  std::string_view allow;  // "GET, HEAD, OPTIONS"; empty: no such path
};

// `path` is percent-encoded, as received. HEAD leads to the row of GET.
[[nodiscard]] Match match_route(std::string_view method, std::string_view path);

}  // namespace asq::api
