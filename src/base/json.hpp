// JSON from outside, read strictly (RFC 8259): duplicate keys and more than 32 levels refused,
// integers kept in 64 bits, invalid UTF-8 refused. Pure; a fuzz target. Threads: any.
#pragma once

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace asq {

inline constexpr int kMaxJsonDepth = 32;

struct JsonError {
  enum class Kind : std::uint8_t {
    malformed,  // 400
    no_text,    // 422: well-formed, but with half a surrogate pair or U+0000 in a string
  };
  struct Place {
    std::string path;  // "participant_ids[3]", as shown_name(); of a key the object that has it
    bool nul = false;  // U+0000, else half a pair
    [[nodiscard]] std::string_view rule() const {
      return nul ? "This must not contain U+0000."
                 : "This must not contain half of a surrogate pair.";
    }
    bool operator==(const Place&) const = default;
  };
  Kind kind = Kind::malformed;
  std::string message;  // one public sentence, short whatever the text is
  // Of no text: where it is (the first eight of either sort), and the document with U+FFFD in place
  // of half pairs, so that whatever else is wrong with it can be named along with them.
  std::vector<Place> places;
  boost::json::value repaired;
};

// Numbers: int64 where it fits, else uint64, else double. `storage`: where the value lives, for
// example a monotonic_resource on the caller's stack, which must outlive it.
[[nodiscard]] std::expected<boost::json::value, JsonError> parse_json(
    std::string_view text, boost::json::storage_ptr storage = {});

// Appends `text` (valid UTF-8) as a JSON string with its quotes. Escapes what RFC 8259 asks for,
// nothing more.
void append_json_string(std::string& out, std::string_view text);

}  // namespace asq
