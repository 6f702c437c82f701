#include "api/http/unheeded_peers.hpp"

#include "net/counted_as.hpp"

namespace asq::api {

std::optional<Unheeded> UnheededPeers::due(const TrustedProxies& proxies, const net::HttpHead& head,
                                           SteadyTime now) {
  auto found = proxies.unheeded(head);
  if (!found) return std::nullopt;
  const std::string peer = net::counted_as(head.peer_address);
  const std::lock_guard lock(mutex_);
  if (!peers_.take(peer, now)) return std::nullopt;
  return found;
}

}  // namespace asq::api
