// What a name of a person or of a group may hold: others see it, in one line, and it leaves what
// stands around it alone. By the properties that ICU knows. Pure. Threads: any.
#pragma once

#include <cstdint>
#include <string_view>

namespace asq {

enum class NameFault : std::uint8_t {
  none,
  nothing_visible,
  control_character,  // of the category Cc, or one that ends a line or a paragraph
  bidi_control,       // begins or ends an embedding, an override or an isolate (UAX #9)
};

// The first fault that is found. Letters, numbers, punctuation and symbols are visible, but for
// those that are blank; white space, marks without a letter and what is ignored by default (a
// joiner, a variation selector, a filler) are not. Beside something visible these are no fault:
// scripts and emoji need them. For valid UTF-8 only.
[[nodiscard]] NameFault fault_of_name(std::string_view name);

}  // namespace asq
