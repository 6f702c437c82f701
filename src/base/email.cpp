#include "base/email.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/text.hpp"

namespace asq {
namespace {

void require_idna(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string("UTS 46: ") + u_errorName(status));
}

// ICU says that it can be used by several threads at once.
const icu::IDNA& idna() {
  static const std::unique_ptr<const icu::IDNA> opened = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<const icu::IDNA> made(icu::IDNA::createUTS46Instance(
        UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_CONTEXTJ, status));
    require_idna(status);
    return made;
  }();
  return *opened;
}

std::optional<std::string> a_label(std::string_view domain) {
  UErrorCode status = U_ZERO_ERROR;
  icu::IDNAInfo info;
  std::string label;
  icu::StringByteSink<std::string> sink(&label);
  idna().nameToASCII_UTF8(icu::StringPiece(domain.data(), static_cast<std::int32_t>(domain.size())),
                          sink, info, status);
  require_idna(status);
  if (info.hasErrors()) return std::nullopt;
  return label;
}

// A second try without what NFKC_Casefold leaves out, such as a joiner where none belongs: nobody
// gets a second почта.рф by writing something invisible into it.
std::string fold_domain(std::string_view domain) {
  if (auto label = a_label(domain)) return std::move(*label);
  std::string folded = nfkc_casefold(domain);
  if (auto label = a_label(folded)) return std::move(*label);
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
