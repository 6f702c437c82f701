#include "base/text.hpp"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/utext.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace asq {
namespace {

constexpr unsigned char byte(char c) { return static_cast<unsigned char>(c); }

// How many bytes of `text` from `at` on are plain ASCII, looked at eight at a time: most are.
std::size_t ascii_run(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (; text.size() - at >= 8; at += 8) {
    std::uint64_t block = 0;
    std::memcpy(&block, text.data() + at, 8);
    if ((block & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && byte(text[at]) < 0x80) ++at;
  return at - begin;
}

// The length of the well-formed sequence of two to four bytes at the front of `rest`, 0 if there is
// none (Unicode table 3-7: the second byte's range excludes overlong forms, surrogates and what is
// above U+10FFFF).
std::size_t sequence_length(std::string_view rest) {
  const unsigned char lead = byte(rest[0]);
  const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                             : lead >= 0xE0 && lead <= 0xEF ? 3
                             : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                            : 0;
  if (length == 0 || rest.size() < length) return 0;
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (byte(rest[1]) < least || byte(rest[1]) > most) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if (byte(rest[i]) < 0x80 || byte(rest[i]) > 0xBF) return 0;
  }
  return length;
}

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

}  // namespace

bool is_valid_utf8(std::string_view text) {
  for (std::size_t at = ascii_run(text, 0); at < text.size(); at += ascii_run(text, at)) {
    const std::size_t length = sequence_length(text.substr(at));
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (byte(c) & 0xC0) != 0x80 ? 1U : 0U;
  return count;
}

bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = byte(text[i]);
    if (c < 0x20 || c == 0x7F) return true;
    // C1, U+0080 to U+009F, is C2 80 to C2 9F.
    if (c == 0xC2 && i + 1 < text.size() && byte(text[i + 1]) < 0xA0) return true;
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

bool contains_at_word_start(std::string_view text, std::string_view needle) {
  if (needle.empty()) return true;
  if (text.find(needle) == std::string_view::npos) return false;
  UErrorCode status = U_ZERO_ERROR;
  // Over UTF-8, so that the iterator's positions are bytes.
  const std::unique_ptr<UText, CloseText> view(
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
  require(status, "utext_openUTF8");
  UBreakIterator* breaks = word_breaks();
  ubrk_setUText(breaks, view.get(), &status);
  require(status, "ubrk_setUText");
  std::int32_t start = ubrk_first(breaks);
  for (std::int32_t end = ubrk_next(breaks); end != UBRK_DONE; end = ubrk_next(breaks)) {
    // The status describes the segment that ends here; NONE is space and punctuation.
    const bool is_word = ubrk_getRuleStatus(breaks) >= UBRK_WORD_NONE_LIMIT;
    if (is_word && text.substr(static_cast<std::size_t>(start)).starts_with(needle)) return true;
    start = end;
  }
  return false;
}

}  // namespace asq
