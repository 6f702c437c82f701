// Integers inside tokens, where every value has one spelling. Pure. Threads: any.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/ids.hpp"

namespace asq::auth {

// 1 to kMaxWireInteger in decimal, without sign, leading zero or anything around it.
[[nodiscard]] inline std::optional<std::int64_t> parse_canonical_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end || text.front() == '0') return std::nullopt;
  if (value < 1 || value > kMaxWireInteger) return std::nullopt;
  return value;
}

}  // namespace asq::auth
