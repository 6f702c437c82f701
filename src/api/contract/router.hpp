// Finds the row of a request: patterns are split into segments once, and compared in order.
// Pure. Threads: immutable after construction.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/contract/decode.hpp"
#include "api/contract/route.hpp"

namespace asq::api {

// What a path and a method lead to.
struct Match {
  const Route* route = nullptr;  // null: no such path, or not that method
  std::vector<PathParameter> parameters;
  std::string_view allow;  // of the router: "GET, HEAD, OPTIONS"; empty: no such path
};

class Router {
 public:
  // `table` outlives the router.
  explicit Router(std::span<const Route> table);

  // `path` begins with a slash and is percent-encoded, as received. HEAD leads to the row of GET.
  [[nodiscard]] Match match(std::string_view method, std::string_view path) const;

 private:
  using Segments = std::vector<std::string_view>;
  // The rows of one path.
  struct Pattern {
    std::string_view path;
    Segments segments;
    std::vector<const Route*> routes;
    std::string allow;
  };

  [[nodiscard]] Match match_segments(std::string_view method, const Segments& path) const;

  std::vector<Pattern> patterns_;
};

}  // namespace asq::api
