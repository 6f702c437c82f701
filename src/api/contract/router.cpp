#include "api/contract/router.hpp"

#include <algorithm>

#include "api/contract/urlencoded.hpp"

namespace asq::api {
namespace {

using Segments = std::vector<std::string_view>;

Segments split(std::string_view path) {
  Segments segments;
  path.remove_prefix(1);
  while (true) {
    const std::size_t end = path.find('/');
    segments.push_back(path.substr(0, end));
    if (end == std::string_view::npos) return segments;
    path.remove_prefix(end + 1);
  }
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

std::string allow_of(const std::vector<const Route*>& routes) {
  std::string allow;
  for (const Route* route : routes) {
    allow += std::string(route->method) + ", ";
    if (route->method == "GET") allow += "HEAD, ";
  }
  return allow + "OPTIONS";
}

bool fits(const Segments& pattern, const Segments& path) {
  return std::ranges::equal(pattern, path, [](std::string_view wanted, std::string_view given) {
    return is_parameter(wanted) ? !given.empty() : wanted == given;
  });
}

std::vector<PathParameter> parameters_of(const Segments& pattern, const Segments& path) {
  std::vector<PathParameter> parameters;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (!is_parameter(pattern[i])) continue;
    const std::string_view name = pattern[i].substr(1, pattern[i].size() - 2);
    parameters.push_back({name, std::string(path[i])});
  }
  return parameters;
}

}  // namespace

Router::Router(std::span<const Route> table) {
  for (const Route& route : table) {
    auto pattern = std::ranges::find(patterns_, route.path, &Pattern::path);
    if (pattern == patterns_.end()) {
      patterns_.push_back({route.path, split(route.path), {}, {}});
      pattern = std::prev(patterns_.end());
    }
    pattern->routes.push_back(&route);
  }
  for (Pattern& pattern : patterns_) pattern.allow = allow_of(pattern.routes);
}

Match Router::match_segments(std::string_view method, const Segments& path) const {
  const auto pattern = std::ranges::find_if(
      patterns_, [&](const Pattern& candidate) { return fits(candidate.segments, path); });
  if (pattern == patterns_.end()) return {};
  Match match;
  match.allow = pattern->allow;
  const std::string_view wanted = method == "HEAD" ? "GET" : method;
  const auto route = std::ranges::find(pattern->routes, wanted, &Route::method);
  if (route == pattern->routes.end()) return match;
  match.route = *route;
  match.parameters = parameters_of(pattern->segments, path);
  return match;
}

Match Router::match(std::string_view method, std::string_view path) const {
  const Segments segments = split(path);
  if (path.find('%') == std::string_view::npos) return match_segments(method, segments);
  // A segment that can't be decoded stays as it is: it fits no word, and no parameter's rule.
  std::vector<std::string> decoded;
  decoded.reserve(segments.size());
  for (const std::string_view segment : segments) {
    decoded.push_back(percent_decoded(segment).value_or(std::string(segment)));
  }
  return match_segments(method, Segments(decoded.begin(), decoded.end()));
}

}  // namespace asq::api
