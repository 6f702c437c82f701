// /openapi.json: the OpenAPI 3.1 document, from the table of routes, the commands of the person's
// socket, and the table of errors. Pure. Threads: any.
#pragma once

#include <span>
#include <string>

#include "api/contract/route.hpp"

namespace asq::api {

// `routes` and `commands`: in the order of the document.
[[nodiscard]] std::string openapi_document(std::span<const Route> routes,
                                           std::span<const CommandShape> commands);

}  // namespace asq::api
