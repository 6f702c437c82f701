// /openapi.json: the OpenAPI 3.1 document, from the table of routes, the commands of the person's
// socket, and the table of errors. Pure. Threads: any.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/contract/route.hpp"

namespace asq::api {

// `routes` and `commands`: in the order of the document. `public_url`: what it names as the server
// (contract/public_url.hpp); without one everything in it is relative to where it was found.
[[nodiscard]] std::string openapi_document(std::span<const Route> routes,
                                           std::span<const CommandShape> commands,
                                           std::string_view public_url);

}  // namespace asq::api
