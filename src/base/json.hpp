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

struct JsonFault {
  enum class Kind : std::uint8_t {
    malformed,       // 400
    lone_surrogate,  // 422: well-formed, but no text that UTF-8 could hold
  };
  Kind kind = Kind::malformed;
  std::string message;  // one public sentence
  std::string path;     // of a lone surrogate: the field, "participant_ids[3]"
  // Of lone surrogates: all their fields (the first eight), and the document with U+FFFD in their
  // place, so that whatever else is wrong with it can be named along with them.
  std::vector<std::string> paths;
  boost::json::value repaired;
};

// Numbers: int64 where it fits, else uint64, else double. `storage`: where the value lives, for
// example a monotonic_resource on the caller's stack, which must outlive it.
[[nodiscard]] std::expected<boost::json::value, JsonFault> parse_json(
    std::string_view text, boost::json::storage_ptr storage = {});

// Appends `text` (valid UTF-8) as a JSON string with its quotes. Escapes what RFC 8259 asks for,
// nothing more.
void append_json_string(std::string& out, std::string_view text);

}  // namespace asq
