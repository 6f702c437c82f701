#include "api/contract/public_url.hpp"

#include <algorithm>

namespace asq::api {

std::string_view path_prefix(std::string_view public_url) {
  constexpr std::string_view kBehindScheme = "://";
  const std::size_t scheme = public_url.find(kBehindScheme);
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = public_url.substr(scheme + kBehindScheme.size());
  return rest.substr(std::min(rest.find('/'), rest.size()));
}

std::string_view public_origin(std::string_view public_url) {
  return public_url.substr(0, public_url.size() - path_prefix(public_url).size());
}

std::string public_link(std::string_view public_url, std::string_view path) {
  if (public_url.empty()) return std::string(path);
  return std::string(public_url) + "/" + std::string(path);
}

std::string invite_link(std::string_view public_url, std::string_view token) {
  return std::string(public_url).append("/i/").append(token);
}

}  // namespace asq::api
