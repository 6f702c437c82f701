// A Cursor as clients keep it: 18 bytes (epoch 6, position 8, CRC-32 of both 4, big-endian) in
// base64url: 24 characters, of which every one counts, so that each cursor has one spelling.
// Pure. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/cursor.hpp"

namespace asq::wire {

[[nodiscard]] std::string encode_cursor(const Cursor& cursor);
// nullopt: it is not what encode_cursor() gives for any cursor.
[[nodiscard]] std::optional<Cursor> decode_cursor(std::string_view text);

}  // namespace asq::wire
