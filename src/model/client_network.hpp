// Where a request without a token comes from, and so who pays for it
// (docs/adr/0013-fair-shares.md). Threads: values.
#pragma once

#include <array>
#include <string>

#include "model/payer.hpp"

namespace asq {

// Payers within each other, the widest first. An account stands alone, three times.
using PayerPath = std::array<Payer, 3>;

[[nodiscard]] inline PayerPath alone(Payer payer) { return {payer, payer, payer}; }

struct ClientNetwork {
  std::string address;  // as limits count it: an IPv4 address, or the /64 of an IPv6 one
  PayerPath networks = alone(Payer::server());  // IPv4: /24, /32, /32; IPv6: /48, /56, /64
  std::string host = {};                        // the whole address: for the log

  // In queues that know no networks within each other the widest one pays: whoever has many small
  // ones gets no more turns.
  [[nodiscard]] Payer payer() const { return networks.front(); }
};

}  // namespace asq
