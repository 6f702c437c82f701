#include "store/name_parts.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/handle.hpp"
#include "base/utf8.hpp"

namespace asq::store {
namespace {

constexpr std::size_t kLeastAtAStart = 2;

// The bytes of the first `count` characters.
std::size_t size_of_characters(std::string_view text, std::size_t count) {
  std::size_t size = 0;
  for (; count > 0 && size < text.size(); --count) {
    size += std::max<std::size_t>(1, first_character_size(text.substr(size)));
  }
  return size;
}

std::set<std::size_t> starts_of_words(const FoldedName& name) {
  std::set<std::size_t> starts;
  const char* at = name.word_starts.data();
  const char* const end = at + name.word_starts.size();
  while (at < end) {
    std::size_t start = 0;
    at = std::from_chars(at, end, start).ptr + 1;  // and the space behind it
    starts.insert(start);
  }
  return starts;
}

// The name without what is behind its first kPartedCharacters. nullopt: nothing is.
std::optional<FoldedName> shortened(const FoldedName& name) {
  const std::size_t size = size_of_characters(name.text, kPartedCharacters);
  if (size == name.text.size()) return std::nullopt;
  return FoldedName{name.text.substr(0, size), name.word_starts};
}

// `whole`: the place of a part that stands at the beginning.
void add_parts(std::vector<NamePart>& parts, const FoldedName& name, PartPlace whole) {
  const std::set<std::size_t> words = starts_of_words(name);
  const std::string_view text = name.text;
  for (std::size_t at = 0; at < text.size(); at += size_of_characters(text.substr(at), 1)) {
    const std::string_view rest = text.substr(at);
    const PartPlace place = at == 0              ? whole
                            : words.contains(at) ? PartPlace::word
                                                 : PartPlace::inside;
    const std::string_view part = rest.substr(0, size_of_characters(rest, kPartCharacters));
    const std::size_t least = place == PartPlace::inside ? kLeastInside : kLeastAtAStart;
    if (count_code_points(part) >= least) parts.push_back({place, std::string(part)});
  }
}

// Most names are looked at in vain, and folding a handle takes longer than that.
std::optional<PartPlace> place_in(const FoldedName& name, std::string_view handle,
                                  std::string_view part) {
  const bool in_handle = handle.contains(part);
  const bool in_name = name.text.contains(part);
  if (!in_handle && !in_name) return std::nullopt;
  if (handle.starts_with(part)) return PartPlace::handle;
  if (name.text.starts_with(part)) return PartPlace::name;
  if (in_name && contains_at_word_start(name, part)) return PartPlace::word;
  if (in_handle && contains_at_word_start(fold_handle(handle), part)) return PartPlace::word;
  if (count_code_points(part) >= kLeastInside) return PartPlace::inside;
  return std::nullopt;
}

}  // namespace

std::optional<PartPlace> place_of_part(const FoldedName& name, std::string_view handle,
                                       std::string_view part) {
  const auto shorter = shortened(name);
  return place_in(shorter ? *shorter : name, handle, part);
}

bool is_whole(const FoldedName& name, std::string_view handle, std::string_view part) {
  return handle == part || name.text == part;
}

std::vector<NamePart> parts_of(const FoldedName& name, std::string_view handle) {
  const auto shorter = shortened(name);
  std::vector<NamePart> parts;
  add_parts(parts, fold_handle(handle), PartPlace::handle);
  add_parts(parts, shorter ? *shorter : name, PartPlace::name);
  std::ranges::sort(parts);
  const auto repeats = std::ranges::unique(parts);
  parts.erase(repeats.begin(), repeats.end());
  return parts;
}

}  // namespace asq::store
