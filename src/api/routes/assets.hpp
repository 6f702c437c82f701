// Files that are part of the program (web/docs, Swagger UI, the guide and its example, the client
// library), put into it by cmake/assets.cmake. Threads: constants.
#pragma once

#include <span>
#include <string_view>

namespace asq::api {

struct Asset {
  std::string_view name;  // "swagger-ui.css"
  std::string_view bytes;
};

// Made by the build.
[[nodiscard]] std::span<const Asset> embedded_assets();

}  // namespace asq::api
