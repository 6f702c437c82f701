// How well a chat's name answers a search, by NFKC_Casefold (UAX #31) and words (UAX #29). Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/text.hpp"

namespace asq::chat {

// Better is greater.
enum class NameMatch : std::uint8_t { none, substring, word_start, prefix, exact };

// The query is folded already, by nfkc_casefold(). A query of which nothing is left by that
// (U+200B) asks for nothing and matches nothing.
[[nodiscard]] NameMatch match_name(const FoldedName& name, std::string_view folded_query);

}  // namespace asq::chat
