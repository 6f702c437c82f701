// Names for requests and for errors on sockets, by which a report finds its line in the log.
// Threads: any.
#pragma once

#include <string>

namespace asq::api {

// Unlike any other of this process, and of others by its random beginning.
[[nodiscard]] std::string new_request_id();

}  // namespace asq::api
