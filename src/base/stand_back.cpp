#include "base/stand_back.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

namespace asq {

// On Linux a thread has a nice value of its own, whatever POSIX says of the process.
void stand_back(Behind behind) {
  const auto thread = static_cast<id_t>(syscall(SYS_gettid));
  const int now = getpriority(PRIO_PROCESS, thread);
  (void)setpriority(PRIO_PROCESS, thread, now + std::to_underlying(behind));
}

}  // namespace asq
