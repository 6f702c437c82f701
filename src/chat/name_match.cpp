#include "chat/name_match.hpp"

#include "base/text.hpp"

namespace asq::chat {

NameMatch match_name(std::string_view folded_name, std::string_view folded_query) {
  if (folded_query.empty()) return NameMatch::none;
  if (folded_name == folded_query) return NameMatch::exact;
  if (folded_name.starts_with(folded_query)) return NameMatch::prefix;
  if (!folded_name.contains(folded_query)) return NameMatch::none;
  return contains_at_word_start(folded_name, folded_query) ? NameMatch::word_start
                                                           : NameMatch::substring;
}

}  // namespace asq::chat
