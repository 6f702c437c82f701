#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/uversion.h>

#include <charconv>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include "base/utf8.hpp"

namespace asq {
namespace {

// Counts up when fold_name(), fold_email() or what is kept of them (store/name_parts.hpp) changes.
constexpr std::uint8_t kFoldRules = 3;

constexpr unsigned char byte_of(char c) { return static_cast<unsigned char>(c); }

void require(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw std::runtime_error(std::string(what) + ": " + u_errorName(status));
}

struct CloseBreaks {
  void operator()(UBreakIterator* breaks) const { ubrk_close(breaks); }
};
struct CloseText {
  void operator()(UText* text) const { utext_close(text); }
};

// Opening a break iterator loads its rules, which costs far more than using it: one per thread.
UBreakIterator* word_breaks() {
  thread_local const std::unique_ptr<UBreakIterator, CloseBreaks> breaks = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<UBreakIterator, CloseBreaks> opened(
        ubrk_open(UBRK_WORD, "", nullptr, 0, &status));
    require(status, "ICU has no word break rules");
    return opened;
  }();
  return breaks.get();
}

bool is_white_space(std::string_view character) {
  return u_isUWhiteSpace(static_cast<UChar32>(code_point(character))) != 0;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (is_white_space(text.substr(0, first_character_size(text)))) {
    text.remove_prefix(first_character_size(text));
  }
  while (!text.empty()) {
    const std::string_view rest = cut_at_character(text, text.size() - 1);
    if (!is_white_space(text.substr(rest.size()))) break;
    text = rest;
  }
  return text;
}

bool has_white_space(std::string_view text) {
  while (!text.empty()) {
    const std::string_view character = text.substr(0, first_character_size(text));
    if (is_white_space(character)) return true;
    text.remove_prefix(character.size());
  }
  return false;
}

std::string nfkc_casefold(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
  require(status, "ICU has no NFKC_Casefold data");
  std::string folded;
  folded.reserve(text.size());
  icu::StringByteSink<std::string> sink(&folded);
  folder->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())),
                        sink, nullptr, status);
  require(status, "NFKC_Casefold");
  return folded;
}

// Over UTF-8, so that the iterator's positions are bytes.
FoldedName fold_name(std::string_view name) {
  FoldedName folded{nfkc_casefold(trim(name)), {}};
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UText, CloseText> view(utext_openUTF8(
      nullptr, folded.text.data(), static_cast<std::int64_t>(folded.text.size()), &status));
  require(status, "utext_openUTF8");
  UBreakIterator* breaks = word_breaks();
  ubrk_setUText(breaks, view.get(), &status);
  require(status, "ubrk_setUText");
  std::int32_t start = ubrk_first(breaks);
  for (std::int32_t end = ubrk_next(breaks); end != UBRK_DONE; end = ubrk_next(breaks)) {
    // The status describes the segment that ends here; NONE is space and punctuation.
    if (ubrk_getRuleStatus(breaks) >= UBRK_WORD_NONE_LIMIT) {
      if (!folded.word_starts.empty()) folded.word_starts += ' ';
      folded.word_starts += std::to_string(start);
    }
    start = end;
  }
  return folded;
}

bool contains_at_word_start(const FoldedName& name, std::string_view needle) {
  if (needle.empty()) return true;
  const std::string_view text = name.text;
  const char* at = name.word_starts.data();
  const char* const end = at + name.word_starts.size();
  while (at < end) {
    std::size_t start = 0;
    at = std::from_chars(at, end, start).ptr + 1;  // and the space behind it
    if (start < text.size() && text.substr(start).starts_with(needle)) return true;
  }
  return false;
}

std::int64_t folds_version() {
  UVersionInfo icu{};
  UVersionInfo unicode{};
  u_getVersion(icu);
  u_getUnicodeVersion(unicode);
  std::int64_t version = 0;
  unicode[3] = kFoldRules;  // three numbers are all that a version of Unicode has
  for (const std::uint8_t part : icu) version = version << 8 | part;
  for (const std::uint8_t part : unicode) version = version << 8 | part;
  return version;
}

}  // namespace asq
