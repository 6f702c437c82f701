// Who a request comes from, when proxies stand in between.
// Pure. Threads: immutable after construction.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/client_network.hpp"
#include "net/http.hpp"

namespace asq::api {

// What a proxy says of its client and nobody heeds, so that all its clients share the limits of one
// address.
struct Unheeded {
  std::string_view header;  // "X-Forwarded-For"
  std::string_view cause;   // one sentence for the operator
};

class TrustedProxies {
 public:
  // Addresses or CIDR blocks: "127.0.0.1", "10.0.0.0/8", "fd00::/8". What is neither is left out;
  // well_formed() is for the configuration to ask before.
  explicit TrustedProxies(const std::vector<std::string>& blocks);
  ~TrustedProxies();
  TrustedProxies(const TrustedProxies&) = delete;
  TrustedProxies& operator=(const TrustedProxies&) = delete;

  // The rightmost hop that is not trusted: the peer itself, or, behind trusted proxies, what the
  // last of them saw. `forwarded`: the values of X-Forwarded-For, in order.
  [[nodiscard]] std::string client_address(std::string_view peer,
                                           const std::vector<std::string_view>& forwarded) const;

  // X-Forwarded-For, Forwarded or X-Real-IP of a peer that is not trusted; of a trusted one, the
  // latter two without X-Forwarded-For, or one whose last hop is no address.
  [[nodiscard]] std::optional<Unheeded> unheeded(const net::HttpHead& head) const;

  // The peer is one of them, so what it says of its client is believed.
  [[nodiscard]] bool trusts(std::string_view peer) const;
  // Some proxy is trusted: the peer of a connection may not be the client.
  [[nodiscard]] bool any() const;

  [[nodiscard]] static bool well_formed(const std::string& block);

 private:
  struct Blocks;
  std::unique_ptr<Blocks> blocks_;
};

// What a per-address limit counts for this request.
[[nodiscard]] std::string limited_address(const TrustedProxies& proxies, const net::HttpHead& head);

// Who pays for a request without a token. What is no address is a network of its own.
[[nodiscard]] ClientNetwork client_network(const std::string& address);
[[nodiscard]] ClientNetwork client_network(const TrustedProxies& proxies,
                                           const net::HttpHead& head);

}  // namespace asq::api
