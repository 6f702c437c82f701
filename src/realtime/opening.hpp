// When a socket was opened, against others: a number that counts up over all loops.
#pragma once

#include <cstdint>

namespace asq::realtime {

// It starts again after 4 billion, so only openings that are not too far apart compare right.
enum class Opening : std::uint32_t {};

[[nodiscard]] constexpr bool is_before(Opening one, Opening other) {
  const auto apart = static_cast<std::uint32_t>(one) - static_cast<std::uint32_t>(other);
  return static_cast<std::int32_t>(apart) < 0;
}

}  // namespace asq::realtime
