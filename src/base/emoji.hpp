// What counts as one emoji (UTS #51), by the properties that ICU knows. Pure. Threads: any.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace asq {

// Longer than any emoji in use: a family of four with skin tones has 41 bytes.
inline constexpr std::size_t kMaxEmojiBytes = 64;

// Exactly one emoji, which is one grapheme cluster: a character shown as a picture by itself (or
// made one by U+FE0F), with a skin tone perhaps; a flag; a keycap; several joined by U+200D. A
// digit or © alone is text. Emoji younger than the server's Unicode are taken: any pictures that
// are joined, any two letters of a flag, and code points that were set aside for pictures. Tag
// characters are invisible and can spell anything: with them only the flags that Unicode recommends
// (RGI), those of England, Scotland and Wales. Not valid UTF-8, or longer than kMaxEmojiBytes:
// false.
[[nodiscard]] bool is_one_emoji(std::string_view text);

// Is one, or was one by the rule of earlier versions, which took any tag characters behind a
// picture: such reactions are kept, and can be taken back.
[[nodiscard]] bool was_one_emoji(std::string_view text);

// How emoji are compared: without U+FE0F, which one keyboard writes within ❤️‍🔥 and
// another does not.
[[nodiscard]] std::string emoji_key(std::string_view emoji);

}  // namespace asq
