// Text as Unicode sees it; base/utf8.hpp checks its bytes. Pure. Threads: any.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace asq {

// Without the white space (Unicode's White_Space) at both ends. For valid UTF-8 only.
[[nodiscard]] std::string_view trim(std::string_view text);
// Has white space (Unicode's White_Space) anywhere. For valid UTF-8 only.
[[nodiscard]] bool has_white_space(std::string_view text);
// NFKC_Casefold (UAX #31), by ICU: "МАКС" and "Макс" give the same.
[[nodiscard]] std::string nfkc_casefold(std::string_view text);

// A name as searches compare it. It is kept with the name: folding one and finding its words takes
// some microseconds, and a search looks at thousands.
struct FoldedName {
  std::string text;         // nfkc_casefold() of the name without white space around it
  std::string word_starts;  // where its words (UAX #29) begin: bytes, ascending, "0 5 12"
  bool operator==(const FoldedName&) const = default;
};
[[nodiscard]] FoldedName fold_name(std::string_view name);
// `needle`, folded already, stands in the name at the start of a word. An empty one always does.
[[nodiscard]] bool contains_at_word_start(const FoldedName& name, std::string_view needle);
// The version of ICU, of its Unicode data, and of our own rules (here, in base/email.hpp and in
// store/name_parts.hpp). Another one may fold, and part words, differently.
[[nodiscard]] std::int64_t folds_version();

}  // namespace asq
