// application/x-www-form-urlencoded, as queries and forms use it (WHATWG URL, section 5).
// Pure; a fuzz target. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asq::api {

struct Parameter {
  std::string name;
  std::string value;
  bool malformed = false;  // a '%' of the value is not followed by two hex digits
};
using Parameters = std::vector<Parameter>;

inline constexpr std::size_t kMaxParameters = 256;

// In the order of the text; empty pieces are left out. nullopt: more than kMaxParameters.
[[nodiscard]] std::optional<Parameters> parse_urlencoded(std::string_view text);

// "%41" -> "A"; '+' stays. nullopt: a '%' that is not followed by two hex digits.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace asq::api
