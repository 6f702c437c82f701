// Backup and check for an operator, over control.sock or, without a running server, in the process
// of the command itself. Requests and replies as in app/administration.hpp:
//
//   {"verb":"backup","file":"/an/absolute/path"}   {"ok":true,"bytes":N}
//   {"verb":"check"}                               {"ok":true,"faults":["...",...],"users":N,
//                                                   "chats":N,"messages":N,"older_schema":false}
// Threads: work_for() any; the work as it says.
#pragma once

#include <optional>
#include <string_view>

#include "app/control_server.hpp"
#include "store/maintenance.hpp"

namespace asq::app {

class Upkeep {
 public:
  explicit Upkeep(store::Maintenance& maintenance) : maintenance_(maintenance) {}

  // What answers the request, and blocks; nullopt: it is no request of this kind. It refers to the
  // store behind this.
  [[nodiscard]] std::optional<ControlServer::Work> work_for(std::string_view request);

 private:
  store::Maintenance& maintenance_;
};

}  // namespace asq::app
