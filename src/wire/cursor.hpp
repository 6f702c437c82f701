// A Cursor as clients keep it: 19 bytes (version 1, epoch 6, position 8, checksum 4, big-endian;
// checked_bytes.hpp) in base64url, which are 26 characters. Each cursor has one spelling in this
// form. A later version may hold several positions; its texts will have another length.
// Servers before this form gave the same without the version: 18 bytes, 24 characters. Clients keep
// those for as long as they like, so they are read for ever, and never given any more.
// Pure. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/cursor.hpp"

namespace asq::wire {

[[nodiscard]] std::string encode_cursor(const Cursor& cursor);
// nullopt: it is not what encode_cursor() gives, or gave, for any cursor.
[[nodiscard]] std::optional<Cursor> decode_cursor(std::string_view text);

}  // namespace asq::wire
