#include "store/sqlite/core/disk_failure.hpp"

#include <unistd.h>

#include <utility>

#include "base/log.hpp"

namespace asq::store::sqlite {
namespace {

constexpr int kExitSoftware = 70;  // sysexits.h

}  // namespace

DiskFailure::DiskFailure(std::function<void(const std::string&)> handler)
    : handler_(std::move(handler)) {}

void DiskFailure::report(const std::string& reason) {
  if (happened_.exchange(true)) return;
  log::error("storage_failed", {{"cause", reason}});
  if (!handler_) {
    log::flush(log::kLastWords);
    _exit(kExitSoftware);
  }
  handler_(reason);
}

}  // namespace asq::store::sqlite
