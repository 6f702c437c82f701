#include "chat/name_match.hpp"

namespace asq::chat {

NameMatch match_name(const FoldedName& name, std::string_view folded_query) {
  if (folded_query.empty()) return NameMatch::none;
  if (name.text == folded_query) return NameMatch::exact;
  if (name.text.starts_with(folded_query)) return NameMatch::prefix;
  if (!name.text.contains(folded_query)) return NameMatch::none;
  return contains_at_word_start(name, folded_query) ? NameMatch::word_start : NameMatch::substring;
}

}  // namespace asq::chat
