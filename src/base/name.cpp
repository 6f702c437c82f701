#include "base/name.hpp"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace asq {
namespace {

// Letters and symbols by their category, and blank by their name; Unicode has no property for that.
constexpr std::array<UChar32, 5> kBlanks{
    0x2800,   // BRAILLE PATTERN BLANK
    0xFFFC,   // OBJECT REPLACEMENT CHARACTER: stands for a picture, and there is none in a name
    0x13441,  // EGYPTIAN HIEROGLYPH FULL BLANK
    0x13442,  // EGYPTIAN HIEROGLYPH HALF BLANK
    0x1D159,  // MUSICAL SYMBOL NULL NOTEHEAD
};

// Of an unassigned code point (Cn) nobody can say that it is blank: it may be younger than this
// ICU.
constexpr std::uint32_t kVisible =
    U_GC_L_MASK | U_GC_N_MASK | U_GC_P_MASK | U_GC_S_MASK | U_GC_CO_MASK | U_GC_CN_MASK;

std::uint32_t category_of(UChar32 c) { return U_MASK(u_charType(c)); }

bool is_visible(UChar32 c) {
  if (u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0 ||
      u_hasBinaryProperty(c, UCHAR_NONCHARACTER_CODE_POINT) != 0 ||
      std::ranges::find(kBlanks, c) != kBlanks.end()) {
    return false;
  }
  // Format characters that are drawn, such as the Arabic sign that encloses a number.
  if (u_hasBinaryProperty(c, UCHAR_PREPENDED_CONCATENATION_MARK) != 0) return true;
  return (category_of(c) & kVisible) != 0;
}

bool ends_a_line(UChar32 c) {
  return (category_of(c) & (U_GC_CC_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK)) != 0;
}

bool turns_direction(UChar32 c) {
  switch (u_charDirection(c)) {
    case U_LEFT_TO_RIGHT_EMBEDDING:
    case U_LEFT_TO_RIGHT_OVERRIDE:
    case U_RIGHT_TO_LEFT_EMBEDDING:
    case U_RIGHT_TO_LEFT_OVERRIDE:
    case U_POP_DIRECTIONAL_FORMAT:
    case U_FIRST_STRONG_ISOLATE:
    case U_LEFT_TO_RIGHT_ISOLATE:
    case U_RIGHT_TO_LEFT_ISOLATE:
    case U_POP_DIRECTIONAL_ISOLATE: return true;
    default: return false;
  }
}

}  // namespace

NameFault fault_of_name(std::string_view name) {
  bool visible = false;
  for (const char32_t point : code_points(name)) {
    const auto c = static_cast<UChar32>(point);
    if (ends_a_line(c)) return NameFault::control_character;
    if (turns_direction(c)) return NameFault::bidi_control;
    visible = visible || is_visible(c);
  }
  return visible ? NameFault::none : NameFault::nothing_visible;
}

}  // namespace asq
