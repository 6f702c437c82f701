// Handles: the short, unique names by which people are found and mentioned (@dima). They consist of
// [a-z0-9_.], 3 to 32 of them, with no dot at either end and no two together. Pure. Threads: any.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace asq {

inline constexpr std::size_t kMinHandleCharacters = 3;
inline constexpr std::size_t kMaxHandleCharacters = 32;

// In small letters already.
[[nodiscard]] bool is_handle(std::string_view text);
// A-Z as a-z; everything else stays.
[[nodiscard]] std::string with_small_letters(std::string_view text);
// Names nobody: a word that addresses several people, or the one who runs the server.
[[nodiscard]] bool is_reserved_handle(std::string_view handle);

// A handle as searches compare it: its words begin behind its dots and underscores.
[[nodiscard]] FoldedName fold_handle(std::string_view handle);

// What is left of a name in the characters of a handle, transliterated by ICU (Russian by BGN:
// "Женя Иванов" is zhenya_ivanov): white space, hyphens and underscores become one underscore
// between others, and what has no letter is left out. Empty where fewer than 3 characters are left.
// For valid UTF-8 only. The first call takes some 30 ms, and the first name in a script some 100 ms
// more, during which others wait: call it where nobody waits for the thread, and never where rows
// are locked.
[[nodiscard]] std::string handle_from(std::string_view name);

using HandleIsFree = std::function<bool(const std::string& handle)>;
// `wish`, a handle, if it is free and not reserved, else that with a number behind it, cut where it
// would be too long: mostly the lowest number that is free. Asks some two dozen times at most,
// however many are taken.
[[nodiscard]] std::string free_handle(std::string_view wish, const HandleIsFree& is_free);
// The handle of a new account that brings none: `wish`, which is handle_from() its name, else
// user<id>.
[[nodiscard]] std::string make_handle(std::string_view wish, std::int64_t id,
                                      const HandleIsFree& is_free);

}  // namespace asq
