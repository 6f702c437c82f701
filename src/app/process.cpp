#include "app/process.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <exception>
#include <fstream>
#include <string>

#include "base/log.hpp"

namespace asq::app {
namespace {

std::string describe_current_exception() {
  try {
    if (const auto exception = std::current_exception()) std::rethrow_exception(exception);
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "not a std::exception";
  }
  return "none";
}

[[noreturn]] void on_terminate() {
  log::error("terminated", {{"exception", describe_current_exception()}});
  log::flush(log::kLastWords);
  ::_exit(kExitSoftware);
}

void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  static_cast<void>(::setrlimit(RLIMIT_NOFILE, &limit));
}

}  // namespace

// Each open takes the lowest number that is free. Where there is no /dev/null, the root of the file
// system holds the number, for nothing: reading and writing fail as on a closed one.
void open_standard_descriptors() {
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(standard, F_GETFD) >= 0 || errno != EBADF) continue;
    if (::open("/dev/null", O_RDWR) < 0) static_cast<void>(::open("/", O_PATH));
  }
}

void harden_process() {
  std::set_terminate(on_terminate);
  ::umask(077);
  std::signal(SIGPIPE, SIG_IGN);
  static_cast<void>(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
  // Where cores go to a program (core_pattern "|..."), the limit alone does not stop them.
  const rlimit none{0, 0};
  static_cast<void>(::setrlimit(RLIMIT_CORE, &none));
  static_cast<void>(::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
  raise_descriptor_limit();
}

std::int64_t resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  statm >> total >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

void give_back_memory() {
  constexpr std::int64_t kWorthIt = 64 * 1024 * 1024;
  const auto known = ::mallinfo2();
  const auto used = static_cast<std::int64_t>(known.uordblks + known.hblkhd);
  if (resident_bytes() - used > kWorthIt) ::malloc_trim(0);
}

}  // namespace asq::app
