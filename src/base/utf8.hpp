// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF. Pure.
// Threads: any; a Utf8Validator is a value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asq {

// Checks text that arrives in pieces, so that a bad byte is found before the text ends.
class Utf8Validator {
 public:
  // Takes the next bytes. False as soon as no continuation could make the text valid, and from then
  // on always.
  bool feed(std::string_view bytes);
  // The text so far ends at the end of a character.
  [[nodiscard]] bool complete() const { return size_ == 0; }

 private:
  static constexpr std::uint8_t kBroken = 4;

  std::array<char, 3> begun_{};  // of a character, as many as size_ says
  std::uint8_t size_ = 0;        // kBroken: for good
};

[[nodiscard]] bool is_valid_utf8(std::string_view text);
// The bytes of the character at the front of `text`, 1 to 4; 0 if there is no valid one.
[[nodiscard]] std::size_t first_character_size(std::string_view text);
// At most `most` bytes from the front of `text`, cut at the end of a character.
[[nodiscard]] std::string_view cut_at_character(std::string_view text, std::size_t most);

// Without the byte order mark (U+FEFF) that some programs write in front of UTF-8.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

// A name that somebody outside made up, as an error or the log repeats it: of more than 64
// characters the first 63 and an ellipsis. For valid UTF-8 only.
inline constexpr std::size_t kMaxShownCharacters = 64;
[[nodiscard]] std::string shown_name(std::string_view name);

// All three for valid UTF-8 only. Characters are code points.
[[nodiscard]] std::size_t count_code_points(std::string_view text);
[[nodiscard]] std::vector<char32_t> code_points(std::string_view text);
// Of text that is one character; of an empty one: 0.
[[nodiscard]] char32_t code_point(std::string_view character);

}  // namespace asq
