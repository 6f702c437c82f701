#include "app/session_expiry.hpp"

#include "base/error.hpp"
#include "base/log.hpp"

namespace asq::app {
namespace {

Task<void> end_due(store::SessionStore& sessions) {
  const auto ended = co_await sessions.end_due();
  if (!ended) log::warning("session_expiry_failed", {{"code", error_name(ended.error().code)}});
}

}  // namespace

void SessionExpiry::sweep(SteadyTime) { loop_.spawn(end_due(sessions_)); }

}  // namespace asq::app
