// Which sessions are in use on a socket right now. The rules ask, realtime/ knows.
#pragma once

#include <vector>

#include "base/error.hpp"
#include "base/task.hpp"
#include "model/ids.hpp"

namespace asq::chat {

class OpenSockets {
 public:
  // Of that account; in no order, with repeats. Sockets come and go while it is answered. Errors:
  // shutting_down.
  [[nodiscard]] virtual Task<Result<std::vector<SessionId>>> sessions_of(UserId user) = 0;

 protected:
  ~OpenSockets() = default;
};

}  // namespace asq::chat
