// Whom the log warns of because what they say of their clients is not heeded: each peer once an
// hour, and no more than kMost peers in an hour. So neither the log nor memory is filled by those
// who make such a header up.
// Threads: any (one lock, for those peers only).
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "api/http/client_address.hpp"
#include "base/clock.hpp"
#include "base/once_per.hpp"
#include "net/http.hpp"

namespace asq::api {

class UnheededPeers {
 public:
  static constexpr std::size_t kMost = 100;
  static constexpr std::chrono::hours kPeriod{1};

  // What to warn of now.
  [[nodiscard]] std::optional<Unheeded> due(const TrustedProxies& proxies,
                                            const net::HttpHead& head, SteadyTime now);

 private:
  std::mutex mutex_;
  OncePer<std::string> peers_{kPeriod, kMost};  // as limits count them; guarded by mutex_
};

}  // namespace asq::api
