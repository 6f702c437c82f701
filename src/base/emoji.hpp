// What counts as one emoji (UTS #51), by the properties that ICU knows. Pure. Threads: any.
#pragma once

#include <cstddef>
#include <string_view>

namespace asq {

// Longer than any emoji in use: a family of four with skin tones has 41 bytes.
inline constexpr std::size_t kMaxEmojiBytes = 64;

// Exactly one emoji, which is one grapheme cluster: a character shown as a picture by itself (or
// made one by U+FE0F), with a skin tone perhaps; a flag; a keycap; several joined by U+200D. A
// digit or © alone is text. Emoji younger than the server's Unicode are taken where their code
// point was set aside for pictures. Not valid UTF-8, or longer than kMaxEmojiBytes: false.
[[nodiscard]] bool is_one_emoji(std::string_view text);

}  // namespace asq
