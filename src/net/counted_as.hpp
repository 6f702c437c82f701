// Who is one where a bound is per address. Pure. Threads: any.
#pragma once

#include <string>

namespace asq::net {

// The address, numeric; of IPv6 its /64, since one host owns a whole one. What is no address is
// counted as it is.
[[nodiscard]] std::string counted_as(const std::string& address);

}  // namespace asq::net
