// How well a chat's name answers a search, by NFKC_Casefold (UAX #31) and words (UAX #29). Pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace asq::chat {

// Better is greater.
enum class NameMatch : std::uint8_t { none, substring, word_start, prefix, exact };

// Both already folded by nfkc_casefold(). A query of which nothing is left by that (U+200B) asks
// for nothing and matches nothing.
[[nodiscard]] NameMatch match_name(std::string_view folded_name, std::string_view folded_query);

}  // namespace asq::chat
