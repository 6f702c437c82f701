// Bytes that clients keep for the server and show again, as text with a checksum behind them. The
// checksum finds mistakes: a character that was changed or lost, a text from somewhere else. It
// keeps nobody from making such a text, so the bytes must give no rights. Pure. Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asq::wire {

// The bytes and the CRC-32 of label and bytes (4 bytes, big-endian), in base64url. The label itself
// is not in the text: what was written under one label is refused under another of the same length.
[[nodiscard]] std::string encode_checked(std::string_view label, std::string_view bytes);
// nullopt: it is not what encode_checked() gives for any bytes under this label.
[[nodiscard]] std::optional<std::string> decode_checked(std::string_view label,
                                                        std::string_view text);

// Appends the number's last `size` bytes, at most 8, the most significant first.
void append_bytes(std::string& bytes, std::uint64_t number, std::size_t size);
// The number that these bytes, at most 8, stand for.
[[nodiscard]] std::uint64_t number_from(std::string_view bytes);

}  // namespace asq::wire
