#include "base/email.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>
#include <unicode/uchar.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace asq {
namespace {

// What these say does not change which domain is meant: ICU's output is as good as without them.
constexpr std::uint32_t kHarmless = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                    UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                    UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

// ICU says that it can be used by several threads at once.
const icu::IDNA& idna() {
  static const std::unique_ptr<const icu::IDNA> opened = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> made(icu::IDNA::createUTS46Instance(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_CONTEXTJ, status));
    if (U_FAILURE(status)) throw std::runtime_error(std::string("UTS 46: ") + u_errorName(status));
    return made;
  }();
  return *opened;
}

// A failed status is about the text, too: ICU refuses labels of more than 1,000 characters so.
std::optional<std::string> a_label(std::string_view label) {
  UErrorCode status = U_ZERO_ERROR;
  icu::IDNAInfo info;
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  idna().nameToASCII_UTF8(icu::StringPiece(label.data(), static_cast<std::int32_t>(label.size())),
                          sink, info, status);
  if (U_FAILURE(status) || (info.getErrors() & ~kHarmless) != 0) return std::nullopt;
  return ascii;
}

bool is_ignorable(std::string_view character) {
  return u_hasBinaryProperty(static_cast<UChar32>(code_point(character)),
                             UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

std::string without_ignorables(std::string_view text) {
  std::string visible;
  while (!text.empty()) {
    const std::string_view character = text.substr(0, first_character_size(text));
    if (!is_ignorable(character)) visible += character;
    text.remove_prefix(character.size());
  }
  return visible;
}

// A second try without what is invisible, such as a joiner where none belongs: nobody gets a second
// почта.рф by writing something invisible into it.
std::string fold_label(std::string_view label) {
  if (auto ascii = a_label(label)) return std::move(*ascii);
  if (auto ascii = a_label(without_ignorables(label))) return std::move(*ascii);
  return nfkc_casefold(label);
}

// What UTS 46 takes for a dot.
bool is_dot(std::string_view character) {
  return character == "." || character == "\u3002" || character == "\uff0e" ||
         character == "\uff61";
}

// Label by label, so that one that is none leaves the others as they are.
std::string fold_domain(std::string_view domain) {
  std::string folded;
  while (!domain.empty()) {
    std::size_t end = 0;
    std::size_t dot = 0;
    while (end < domain.size()) {
      const std::size_t size = first_character_size(domain.substr(end));
      if (is_dot(domain.substr(end, size))) {
        dot = size;
        break;
      }
      end += size;
    }
    folded += fold_label(domain.substr(0, end));
    if (dot > 0) folded += '.';
    domain.remove_prefix(end + dot);
  }
  while (folded.ends_with('.')) folded.pop_back();  // the root's: example.com. is example.com
  return folded;
}

}  // namespace

std::string fold_email(std::string_view email) {
  email = trim(email);
  const std::size_t at = email.find('@');
  if (at == std::string_view::npos) return nfkc_casefold(email);
  return nfkc_casefold(email.substr(0, at)) + '@' + fold_domain(email.substr(at + 1));
}

Spelling compare_spelling(std::string_view one, std::string_view other) {
  if (one == other) return Spelling::same;
  return nfkc_casefold(one) == nfkc_casefold(other) ? Spelling::same_but_for_case : Spelling::other;
}

}  // namespace asq
