#include "base/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace asq {
namespace {

constexpr std::uint8_t byte(char c) { return static_cast<std::uint8_t>(c); }

// The second to the last byte of a character.
constexpr bool continues(char c) { return (byte(c) & 0xC0U) == 0x80U; }

// How many bytes of `text` from `at` on are plain ASCII, looked at eight at a time: most are.
std::size_t ascii_run(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (; text.size() - at >= 8; at += 8) {
    std::uint64_t block = 0;
    std::memcpy(&block, text.data() + at, 8);
    if ((block & 0x8080808080808080U) != 0) break;
  }
  while (at < text.size() && byte(text[at]) < 0x80) ++at;
  return at - begin;
}

// What the first byte of a character of several bytes says. Table 3-7 of Unicode: the range of the
// second byte excludes overlong forms, surrogates and what is above U+10FFFF.
struct Lead {
  std::size_t length = 0;  // of the character, 2 to 4; 0: it is no lead
  std::uint8_t least = 0x80;
  std::uint8_t most = 0xBF;
};

inline Lead lead_of(std::uint8_t lead) {
  return {.length = lead >= 0xC2 && lead <= 0xDF   ? std::size_t{2}
                    : lead >= 0xE0 && lead <= 0xEF ? std::size_t{3}
                    : lead >= 0xF0 && lead <= 0xF4 ? std::size_t{4}
                                                   : std::size_t{0},
          .least = static_cast<std::uint8_t>(lead == 0xE0   ? 0xA0
                                             : lead == 0xF0 ? 0x90
                                                            : 0x80),
          .most = static_cast<std::uint8_t>(lead == 0xED   ? 0x9F
                                            : lead == 0xF4 ? 0x8F
                                                           : 0xBF)};
}

// The first `size` bytes of `text`, which begins with a lead, are as they have to be.
inline bool fits(const Lead& lead, std::string_view text, std::size_t size) {
  if (size > 1 && (byte(text[1]) < lead.least || byte(text[1]) > lead.most)) return false;
  for (std::size_t i = 2; i < size; ++i) {
    if (!continues(text[i])) return false;
  }
  return true;
}

// The size of the whole and valid character of several bytes at the front of `text`, else 0.
inline std::size_t whole(std::string_view text) {
  const Lead lead = lead_of(byte(text[0]));
  if (lead.length == 0 || text.size() < lead.length) return 0;
  return fits(lead, text, lead.length) ? lead.length : 0;
}

// `text` ends within its first character, and further bytes could make that whole.
bool is_cut(std::string_view text) {
  const Lead lead = lead_of(byte(text[0]));
  return text.size() < lead.length && fits(lead, text, text.size());
}

// What the first byte of a valid character says of its code point, and with one byte more.
constexpr char32_t bits_of_lead(char lead) {
  const std::uint8_t bits = byte(lead);
  const unsigned mask = bits < 0x80 ? 0x7FU : bits < 0xE0 ? 0x1FU : bits < 0xF0 ? 0x0FU : 0x07U;
  return bits & mask;
}
constexpr char32_t with_next(char32_t point, char next) {
  return (point << 6U) | (byte(next) & 0x3FU);
}

// How many leading bytes are whole and valid characters.
std::size_t valid_run(std::string_view text) {
  std::size_t at = ascii_run(text, 0);
  while (at < text.size()) {
    const std::size_t size = whole(text.substr(at));
    if (size == 0) break;
    at += size;
    at += ascii_run(text, at);
  }
  return at;
}

}  // namespace

bool Utf8Validator::feed(std::string_view bytes) {
  if (size_ == kBroken) return false;
  while (size_ > 0 && !bytes.empty()) {
    std::array<char, 4> joined{};
    std::ranges::copy_n(begun_.begin(), size_, joined.begin());
    joined.at(size_) = bytes.front();
    const std::string_view character(joined.data(), size_ + std::size_t{1});
    if (is_cut(character)) {
      begun_.at(size_++) = bytes.front();
    } else {
      size_ = whole(character) > 0 ? 0 : kBroken;
      if (size_ == kBroken) return false;
    }
    bytes.remove_prefix(1);
  }
  const std::string_view rest = bytes.substr(valid_run(bytes));
  if (rest.empty()) return true;
  const bool cut = is_cut(rest);
  if (cut) std::ranges::copy(rest, begun_.begin());
  size_ = cut ? static_cast<std::uint8_t>(rest.size()) : kBroken;
  return cut;
}

bool is_valid_utf8(std::string_view text) { return valid_run(text) == text.size(); }

std::size_t first_character_size(std::string_view text) {
  if (text.empty()) return 0;
  return byte(text[0]) < 0x80 ? 1 : whole(text);
}

std::string_view cut_at_character(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && continues(text[most])) --most;
  return text.substr(0, most);
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return text;
}

std::string shown_name(std::string_view name) {
  std::size_t kept = 0;  // bytes of the first 63 characters
  std::size_t characters = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if ((static_cast<unsigned char>(name[at]) & 0xC0U) == 0x80U) continue;
    if (characters == kMaxShownCharacters - 1) kept = at;
    if (characters == kMaxShownCharacters) return std::string(name.substr(0, kept)) + "…";
    ++characters;
  }
  return std::string(name);
}

std::size_t count_code_points(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

std::vector<char32_t> code_points(std::string_view text) {
  std::vector<char32_t> points;
  for (const char c : text) {
    if (continues(c)) {
      points.back() = with_next(points.back(), c);
    } else {
      points.push_back(bits_of_lead(c));
    }
  }
  return points;
}

char32_t code_point(std::string_view character) {
  if (character.empty()) return 0;
  char32_t point = bits_of_lead(character.front());
  for (const char c : character.substr(1)) point = with_next(point, c);
  return point;
}

}  // namespace asq
