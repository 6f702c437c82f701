#include "base/handle.hpp"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace asq {
namespace {

using namespace std::string_view_literals;

constexpr std::array kReservedHandles{"all"sv, "here"sv, "everyone"sv, "admin"sv};

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }
bool is_of_handles(char c) {
  return (c >= 'a' && c <= 'z') || is_decimal_digit(c) || c == '_' || c == '.';
}

// ICU does not promise that one can be used by several threads at once.
class LatinLetters {
 public:
  // In small ASCII letters, as far as there are any for it.
  [[nodiscard]] std::string of(std::string_view text) {
    auto letters = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    {
      const std::lock_guard lock(mutex_);
      if (!rules_) rules_ = open();
      rules_->transliterate(letters);
    }
    std::string written;
    letters.toUTF8String(written);
    return written;
  }

 private:
  // Russian first: the second takes Ж for a z.
  static std::unique_ptr<icu::Transliterator> open() {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::Transliterator> opened(icu::Transliterator::createInstance(
        icu::UnicodeString::fromUTF8("Russian-Latin/BGN; Any-Latin; Latin-ASCII; Lower"),
        UTRANS_FORWARD, status));
    if (U_FAILURE(status) || !opened) {
      throw std::runtime_error(std::string("ICU has no transliteration: ") + u_errorName(status));
    }
    return opened;
  }

  std::mutex mutex_;
  std::unique_ptr<icu::Transliterator> rules_;  // guarded by mutex_
};

LatinLetters& latin_letters() {
  static LatinLetters letters;
  return letters;
}

// The separator that `c` becomes in a handle; 0 if it is none.
char separator_of(char c) {
  if (c == '.') return '.';
  return c == ' ' || c == '_' || c == '-' || c == '\t' ? '_' : '\0';
}

// The number stays apart from digits at the end of the wish: user17 is not taken for user1.
std::string with_number(std::string_view wish, std::int64_t number) {
  std::string suffix = std::to_string(number);
  if (is_decimal_digit(wish.back())) suffix.insert(suffix.begin(), '_');
  return std::string(wish.substr(0, kMaxHandleCharacters - suffix.size())) + suffix;
}

}  // namespace

bool is_handle(std::string_view text) {
  return text.size() >= kMinHandleCharacters && text.size() <= kMaxHandleCharacters &&
         std::ranges::all_of(text, is_of_handles) && text.front() != '.' && text.back() != '.' &&
         !text.contains("..");
}

std::string with_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

bool is_reserved_handle(std::string_view handle) {
  return std::ranges::find(kReservedHandles, handle) != kReservedHandles.end();
}

FoldedName fold_handle(std::string_view handle) {
  FoldedName folded{std::string(handle), {}};
  for (std::size_t i = 0; i < handle.size(); ++i) {
    if (separator_of(handle[i]) != '\0' || (i > 0 && separator_of(handle[i - 1]) == '\0')) continue;
    if (!folded.word_starts.empty()) folded.word_starts += ' ';
    folded.word_starts += std::to_string(i);
  }
  return folded;
}

std::string handle_from(std::string_view name) {
  std::string handle;
  char separator = '\0';  // since the last character, if there was one before
  for (const char c : latin_letters().of(name)) {
    if (const char parts = separator_of(c); parts != '\0') {
      if (separator == '\0' && !handle.empty()) separator = parts;
    } else if (is_of_handles(c)) {
      if (separator != '\0') handle += separator;
      separator = '\0';
      handle += c;
    }
  }
  if (handle.size() > kMaxHandleCharacters) handle.resize(kMaxHandleCharacters);
  while (!handle.empty() && separator_of(handle.back()) != '\0') handle.pop_back();
  return handle.size() < kMinHandleCharacters ? std::string() : handle;
}

// Doubles the number until it is free, and halves the gap to the last one that was not.
std::string free_handle(std::string_view wish, const HandleIsFree& is_free) {
  const auto may_be = [&](const std::string& handle) {
    return !is_reserved_handle(handle) && is_free(handle);
  };
  if (std::string handle(wish); may_be(handle)) return handle;
  std::int64_t taken = 1;
  std::int64_t free = 2;
  while (!may_be(with_number(wish, free))) {
    taken = free;
    free *= 2;
  }
  while (free - taken > 1) {
    const std::int64_t middle = taken + (free - taken) / 2;
    (may_be(with_number(wish, middle)) ? free : taken) = middle;
  }
  return with_number(wish, free);
}

std::string make_handle(std::string_view wish, std::int64_t id, const HandleIsFree& is_free) {
  return free_handle(wish.empty() ? "user" + std::to_string(id) : std::string(wish), is_free);
}

}  // namespace asq
