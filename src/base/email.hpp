// When two e-mails are the same. Pure. Threads: any. All take valid UTF-8 only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace asq {

// E-mails with equal folds are the same: without white space around it, what stands before the @ by
// NFKC_Casefold, the domain by its A-labels (UTS 46, nontransitional), without dots at its end.
// почта.рф and xn--80a1acny.xn--p1ai are one domain, faß.de and fass.de are two. A label that is
// none by UTS 46 even without what is invisible in it, and what has no @, is compared by
// NFKC_Casefold; too much length, and hyphens and empty labels where none belong, make no
// difference. Any text has a fold.
[[nodiscard]] std::string fold_email(std::string_view email);

// How near two spellings of one e-mail are, in ascending order. It tells accounts apart that were
// made when less was the same.
enum class Spelling : std::uint8_t {
  other,
  same_but_for_case,  // by NFKC_Casefold of the whole
  same,
};
[[nodiscard]] Spelling compare_spelling(std::string_view one, std::string_view other);

}  // namespace asq
