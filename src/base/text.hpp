// Text as Unicode sees it; base/utf8.hpp checks its bytes. Pure. Threads: any.
#pragma once

#include <string>
#include <string_view>

namespace asq {

// Has a character of the general category Cc (C0, DEL, C1).
[[nodiscard]] bool has_control_character(std::string_view text);
// NFKC_Casefold (UAX #31), by ICU: "МАКС" and "Макс" give the same.
[[nodiscard]] std::string nfkc_casefold(std::string_view text);
// How an e-mail is compared.
[[nodiscard]] inline std::string fold_email(std::string_view email) { return nfkc_casefold(email); }
// `needle` stands in `text` at the start of a word (UAX #29). Both folded already.
[[nodiscard]] bool contains_at_word_start(std::string_view text, std::string_view needle);

}  // namespace asq
