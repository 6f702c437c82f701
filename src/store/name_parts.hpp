// Where a search of people finds what was typed: in the handle and in the name, both folded. A
// store keeps the parts of everybody in an index, so that a search reads little but what it finds.
// Pure. Threads: any.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace asq::store {

// The better first. The values are stored.
enum class PartPlace : std::uint8_t {
  handle = 0,  // the beginning of the handle
  name = 1,    // the beginning of the name
  word = 2,    // of a word in either
  inside = 3,  // anywhere else; of three code points or more
};
inline constexpr std::size_t kLeastInside = 3;

// The best place of `part`, which is folded and has two code points or more. nullopt: it is
// nowhere, or only behind the first kPartedCharacters of the name.
[[nodiscard]] std::optional<PartPlace> place_of_part(const FoldedName& name,
                                                     std::string_view handle,
                                                     std::string_view part);

// `part` is all of the handle or of the name.
[[nodiscard]] bool is_whole(const FoldedName& name, std::string_view handle, std::string_view part);

// A part stands in a handle or a name if one of these begins with it.
struct NamePart {
  PartPlace place = PartPlace::inside;
  std::string text;  // of kPartCharacters code points at most: a longer query has to look further
  auto operator<=>(const NamePart&) const = default;
};
inline constexpr std::size_t kPartCharacters = 12;
// Only the first 128 characters of a folded name are indexed. Folding makes such long names of
// short ones: U+FDFA has 18.
inline constexpr std::size_t kPartedCharacters = 128;

// Each once, ascending: some twenty for a usual name.
[[nodiscard]] std::vector<NamePart> parts_of(const FoldedName& name, std::string_view handle);

}  // namespace asq::store
