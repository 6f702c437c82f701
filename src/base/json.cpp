#include "base/json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "base/utf8.hpp"

namespace asq {
namespace {

namespace json = boost::json;

constexpr std::size_t kNamed = 8;  // places of either sort

// Builds the value from the parser's events, and knows at every moment where it is.
class TreeBuilder {
 public:
  explicit TreeBuilder(json::storage_ptr storage) : storage_(std::move(storage)), root_(storage_) {}

  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bool on_document_begin(json::error_code&) { return true; }
  bool on_document_end(json::error_code&) { return true; }
  bool on_array_begin(json::error_code&) { return open(json::array(storage_)); }
  bool on_array_end(std::size_t, json::error_code&) { return close(); }
  bool on_object_begin(json::error_code&) { return open(json::object(storage_)); }
  bool on_object_end(std::size_t, json::error_code&) { return close(); }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, json::error_code& error) {
    text_.append(part.data(), part.size());
    look_for_nul(text_);
    Level& level = levels_.back();
    level.key = std::exchange(text_, {});
    if (level.value.get_object().contains(*level.key)) {
      error = json::error::syntax;
      repeated_key_ = path();
      return false;
    }
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool on_string(json::string_view part, std::size_t, json::error_code&) {
    if (text_.empty()) {
      look_for_nul({part.data(), part.size()});
      return add(json::value(part, storage_));
    }
    text_.append(part.data(), part.size());
    const std::string whole = std::exchange(text_, {});
    look_for_nul(whole);
    return add(json::value(json::string_view(whole), storage_));
  }
  bool on_number_part(json::string_view, json::error_code&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, json::error_code&) { return add(number); }
  bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) { return add(number); }
  bool on_double(double number, json::string_view, json::error_code&) { return add(number); }
  bool on_bool(bool truth, json::error_code&) { return add(truth); }
  bool on_null(json::error_code&) { return add(nullptr); }
  bool on_comment_part(json::string_view, json::error_code&) { return true; }
  bool on_comment(json::string_view, json::error_code&) { return true; }

  [[nodiscard]] json::value take() { return std::move(root_); }
  [[nodiscard]] const std::optional<std::string>& repeated_key() const { return repeated_key_; }
  // Of strings with U+0000.
  [[nodiscard]] std::vector<JsonError::Place>& nuls() { return nuls_; }

  // "participants[3].name": the value that comes next, or is being read; of a key its object. A
  // long one is cut, key by key and then as a whole.
  [[nodiscard]] std::string path() const {
    std::string path;
    for (const Level& level : levels_) {
      if (const auto* array = level.value.if_array()) {
        path += '[' + std::to_string(array->size()) + ']';
      } else if (level.key) {
        if (!path.empty()) path += '.';
        path += shown_name(*level.key);
      }
    }
    return shown_name(path);
  }

 private:
  struct Level {
    json::value value;
    std::optional<std::string> key;  // of the member whose value is being read, in an object
  };

  bool open(json::value container) {
    levels_.push_back({std::move(container), std::nullopt});
    return true;
  }
  bool close() {
    json::value done = std::move(levels_.back().value);
    levels_.pop_back();
    return add(std::move(done));
  }
  bool add(json::value value) {
    if (levels_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = levels_.back().value.if_array()) {
      array->push_back(std::move(value));
    } else {
      Level& level = levels_.back();
      level.value.get_object().emplace(*level.key, std::move(value));
      level.key.reset();
    }
    return true;
  }
  void look_for_nul(std::string_view text) {
    if (text.find('\0') == text.npos || nuls_.size() == kNamed) return;
    JsonError::Place place{path(), true};
    if (nuls_.empty() || nuls_.back() != place) nuls_.push_back(std::move(place));
  }

  json::storage_ptr storage_;
  std::vector<Level> levels_;
  std::string text_;  // of a string or key that came in parts
  json::value root_;
  std::optional<std::string> repeated_key_;
  std::vector<JsonError::Place> nuls_;
};

struct Parsed {
  json::value value;
  std::string error;  // empty: well-formed
  std::string path;   // where it went wrong
  std::vector<JsonError::Place> nuls;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where the string ends that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at;
}

// RFC 8259 knows no largest exponent, Boost does. Beyond it stands one that is as far from every
// integer and every double, in as many bytes, so that a place in the text stays where it is.
std::string with_bounded_exponents(std::string_view text) {
  static constexpr std::string_view kFar = "999999999";
  std::string bounded(text);
  for (std::size_t at = 0; at < bounded.size(); ++at) {
    if (bounded[at] == '"') at = end_of_string(bounded, at);
    if (at == 0 || at >= bounded.size() || (bounded[at] | 0x20) != 'e') continue;
    if (!is_digit(bounded[at - 1])) continue;
    const bool sign = at + 1 < bounded.size() && (bounded[at + 1] == '+' || bounded[at + 1] == '-');
    const std::size_t first =
        std::min(bounded.find_first_not_of('0', at + (sign ? 2 : 1)), bounded.size());
    std::size_t end = first;
    while (end < bounded.size() && is_digit(bounded[end])) ++end;
    if (end - first <= kFar.size()) continue;
    std::fill(bounded.begin() + static_cast<std::ptrdiff_t>(first),
              bounded.begin() + static_cast<std::ptrdiff_t>(end - kFar.size()), '0');
    bounded.replace(end - kFar.size(), kFar.size(), kFar);
  }
  return bounded;
}

Parsed parse_once(std::string_view text, const json::storage_ptr& storage,
                  bool exponents_bounded = false) {
  json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  json::basic_parser<TreeBuilder> parser(options, storage);
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error == json::error::exponent_overflow && !exponents_bounded) {
    return parse_once(with_bounded_exponents(text), storage, true);
  }
  TreeBuilder& builder = parser.handler();
  if (!error) return {builder.take(), {}, {}, std::move(builder.nuls())};
  if (const auto& key = builder.repeated_key()) {
    return {nullptr, "The key \"" + *key + "\" appears twice in one object.", *key, {}};
  }
  return {nullptr,
          "Not valid JSON: " + error.message() + " at byte " + std::to_string(read) + ".",
          builder.path(),
          {}};
}

// The code unit of an escape \uXXXX at `at`, or nullopt.
std::optional<unsigned> code_unit_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  unsigned unit = 0;
  for (const char digit : text.substr(at + 2, 4)) {
    if (digit >= '0' && digit <= '9') {
      unit = unit * 16 + static_cast<unsigned>(digit - '0');
    } else if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f') {
      unit = unit * 16 + static_cast<unsigned>((digit | 0x20) - 'a' + 10);
    } else {
      return std::nullopt;
    }
  }
  return unit;
}

// Where the next escape stands that is half of a pair without the other half; npos: there is none.
// `from` is not within an escape.
std::size_t lone_surrogate(std::string_view text, std::size_t from) {
  std::size_t at = text.find('\\', from);
  while (at != std::string_view::npos) {
    std::size_t length = 2;
    if (const auto unit = code_unit_at(text, at)) {
      length = 6;
      const bool leads = *unit >= 0xD800 && *unit <= 0xDBFF;
      const auto second = leads ? code_unit_at(text, at + 6) : std::nullopt;
      if (second && *second >= 0xDC00 && *second <= 0xDFFF) {
        length = 12;
      } else if (*unit >= 0xD800 && *unit <= 0xDFFF) {
        return at;
      }
    }
    at = text.find('\\', at + length);
  }
  return at;
}

JsonError malformed(std::string message) {
  return {JsonError::Kind::malformed, std::move(message), {}, {}};
}

JsonError no_text(std::vector<JsonError::Place> places, json::value repaired) {
  JsonError error{JsonError::Kind::no_text, {}, std::move(places), {}};
  const JsonError::Place& first = error.places.front();
  error.message = first.path.empty() ? "" : first.path + ": ";
  error.message += first.rule();
  error.repaired = std::move(repaired);  // a copy where its storage is not the default one
  return error;
}

// Well-formed by its grammar, but some strings are no text. Puts U+FFFD in place of one lone half
// after the other; the parser stops at the next one, and so tells its path. A few are named, the
// rest replaced at once, so that the work stays bounded.
JsonError name_lone_surrogates(std::string_view text, std::size_t first) {
  std::string repaired(text);
  std::vector<JsonError::Place> places;
  std::size_t count = 0;
  for (std::size_t at = first; at != std::string::npos; at = lone_surrogate(repaired, at + 6)) {
    if (count++ < kNamed) {
      JsonError::Place place{parse_once(repaired, {}).path, false};
      if (places.empty() || places.back() != place) places.push_back(std::move(place));
    }
    repaired.replace(at, 6, "\\ufffd");
  }
  Parsed parsed = parse_once(repaired, {});
  if (!parsed.error.empty()) return malformed(std::move(parsed.error));
  std::ranges::move(parsed.nuls, std::back_inserter(places));
  return no_text(std::move(places), std::move(parsed.value));
}

}  // namespace

std::expected<json::value, JsonError> parse_json(std::string_view text, json::storage_ptr storage) {
  const std::size_t lone = lone_surrogate(text, 0);
  if (lone != std::string_view::npos) return std::unexpected(name_lone_surrogates(text, lone));
  Parsed parsed = parse_once(text, storage);
  if (!parsed.error.empty()) return std::unexpected(malformed(std::move(parsed.error)));
  if (parsed.nuls.empty()) return std::move(parsed.value);
  return std::unexpected(no_text(std::move(parsed.nuls), std::move(parsed.value)));
}

namespace {

constexpr bool needs_escape(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

constexpr std::uint64_t kOnes = 0x0101010101010101U;
constexpr std::uint64_t kTops = 0x8080808080808080U;

// One of eight bytes is below `bound` (at most 0x80). Exact as a whole; which one it is, it
// doesn't tell.
constexpr bool any_below(std::uint64_t bytes, std::uint64_t bound) {
  return ((bytes - kOnes * bound) & ~bytes & kTops) != 0;
}

// How many bytes of `text` from `at` on need no escape, looked at eight at a time: most are so.
std::size_t plain_run(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  for (; text.size() - at >= 8; at += 8) {
    std::uint64_t block = 0;
    std::memcpy(&block, text.data() + at, 8);
    if (any_below(block, 0x20) || any_below(block ^ (kOnes * '"'), 1) ||
        any_below(block ^ (kOnes * '\\'), 1)) {
      break;
    }
  }
  while (at < text.size() && !needs_escape(text[at])) ++at;
  return at - begin;
}

void append_escape(std::string& out, char c) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  out += '\\';
  switch (c) {
    case '"':
    case '\\': out += c; break;
    case '\b': out += 'b'; break;
    case '\f': out += 'f'; break;
    case '\n': out += 'n'; break;
    case '\r': out += 'r'; break;
    case '\t': out += 't'; break;
    default: {
      const auto byte = static_cast<unsigned char>(c);
      out += "u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 0xF];
    }
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t plain = plain_run(text, at);
    out.append(text, at, plain);
    at += plain;
    if (at < text.size()) append_escape(out, text[at]);
  }
  out += '"';
}

}  // namespace asq
