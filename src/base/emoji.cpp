#include "base/emoji.hpp"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <vector>

#include "base/utf8.hpp"

namespace asq {
namespace {

constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kEmojiStyle = 0xFE0F;
constexpr char32_t kKeycap = 0x20E3;
constexpr char32_t kFirstTag = 0xE0020;
constexpr char32_t kLastTag = 0xE007E;
constexpr char32_t kTagsEnd = 0xE007F;

bool has(char32_t c, UProperty property) {
  return u_hasBinaryProperty(static_cast<UChar32>(c), property) != 0;
}

bool is_regional_indicator(char32_t c) { return has(c, UCHAR_REGIONAL_INDICATOR); }
bool is_keycap_base(char32_t c) { return (c >= '0' && c <= '9') || c == '#' || c == '*'; }

bool is_tag(char32_t c) { return c >= kFirstTag && c <= kLastTag; }

// Not assigned yet as far as this ICU knows, but nothing else than a picture will ever be there.
bool is_set_aside(char32_t c) {
  return has(c, UCHAR_EXTENDED_PICTOGRAPHIC) && u_charType(static_cast<UChar32>(c)) == U_UNASSIGNED;
}

// A region's flag on the black one, as of Scotland.
bool is_recommended_tag_sequence(std::string_view text) {
  const auto utf16 = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  return u_stringHasBinaryProperty(utf16.getBuffer(), utf16.length(),
                                   UCHAR_RGI_EMOJI_TAG_SEQUENCE) != 0;
}

// A sequence of joined characters, of which each is text without the U+FE0F that was left out.
bool is_recommended_with_style(const std::vector<char32_t>& points) {
  if (std::ranges::find(points, kJoiner) == points.end()) return false;
  icu::UnicodeString styled;
  for (const char32_t point : points) {
    styled.append(static_cast<UChar32>(point));
    if (point != kJoiner) styled.append(static_cast<UChar32>(kEmojiStyle));
  }
  return u_stringHasBinaryProperty(styled.getBuffer(), styled.length(),
                                   UCHAR_RGI_EMOJI_ZWJ_SEQUENCE) != 0;
}

// Reads one emoji from the front of what is left, by the grammar of UTS #51 (section 1.4.9).
class EmojiReader {
 public:
  explicit EmojiReader(const std::vector<char32_t>& points) : points_(points) {}

  bool one() {
    if (flag() || keycap()) return at_end();
    bool picture = false;
    std::size_t elements = 0;
    do {
      if (!element(picture)) return false;
      ++elements;
    } while (take(kJoiner));
    // Nothing but pictographs is held together by a joiner (UAX #29, GB11).
    if (!at_end() || (elements > 1 && pictographs_ != elements)) return false;
    return picture || is_recommended_with_style(points_);
  }

 private:
  [[nodiscard]] bool at_end() const { return at_ == points_.size(); }
  [[nodiscard]] char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < points_.size() ? points_[at_ + ahead] : 0;
  }
  bool take(char32_t wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  bool flag() {
    if (!is_regional_indicator(peek()) || !is_regional_indicator(peek(1))) return false;
    at_ += 2;
    return true;
  }

  bool keycap() {
    const std::size_t style = peek(1) == kEmojiStyle ? 1 : 0;  // is often left out
    if (!is_keycap_base(peek()) || peek(1 + style) != kKeycap) return false;
    at_ += 2 + style;
    return true;
  }

  // One character with what belongs to it. `picture` becomes true if it is shown as one.
  bool element(bool& picture) {
    const char32_t base = peek();
    if (is_regional_indicator(base) || is_keycap_base(base)) return false;
    if (!has(base, UCHAR_EMOJI) && !is_set_aside(base)) return false;
    ++at_;
    pictographs_ += has(base, UCHAR_EXTENDED_PICTOGRAPHIC) ? 1U : 0U;
    const bool styled = take(kEmojiStyle) || skin_tone(base) || tags();
    picture = picture || styled || is_set_aside(base) || has(base, UCHAR_EMOJI_PRESENTATION);
    return true;
  }

  bool skin_tone(char32_t base) {
    if (!has(base, UCHAR_EMOJI_MODIFIER_BASE) || !has(peek(), UCHAR_EMOJI_MODIFIER)) return false;
    ++at_;
    return true;
  }

  // Any of them: is_one_emoji() looks closer.
  bool tags() {
    std::size_t end = at_;
    while (end < points_.size() && is_tag(points_[end])) ++end;
    if (end == at_ || end == points_.size() || points_[end] != kTagsEnd) return false;
    at_ = end + 1;
    return true;
  }

  const std::vector<char32_t>& points_;
  std::size_t at_ = 0;
  std::size_t pictographs_ = 0;
};

}  // namespace

bool is_one_emoji(std::string_view text) {
  if (!was_one_emoji(text)) return false;
  const bool tagged = std::ranges::any_of(code_points(text), is_tag);
  return !tagged || is_recommended_tag_sequence(text);
}

bool was_one_emoji(std::string_view text) {
  if (text.empty() || text.size() > kMaxEmojiBytes || !is_valid_utf8(text)) return false;
  const std::vector<char32_t> points = code_points(text);
  return EmojiReader(points).one();
}

std::string emoji_key(std::string_view emoji) {
  constexpr std::string_view kStyle = "\uFE0F";
  std::string key;
  for (std::size_t at = 0; at < emoji.size();) {
    if (emoji.substr(at).starts_with(kStyle)) {
      at += kStyle.size();
    } else {
      key += emoji[at++];
    }
  }
  return key;
}

}  // namespace asq
