// The form that every message about a bad field has (base/error.hpp).
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace asq::test {

// A whole sentence that can stand beside the field's label. The beginnings are all that there are,
// so that none is without a subject.
[[nodiscard]] inline bool is_field_message(std::string_view message) {
  static constexpr std::array<std::string_view, 4> kBeginnings{"This ", "The ", "There is ",
                                                               "At most "};
  return std::ranges::any_of(kBeginnings,
                             [&](std::string_view words) { return message.starts_with(words); }) &&
         message.ends_with('.') && !message.ends_with("..");
}

}  // namespace asq::test
