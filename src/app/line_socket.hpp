// Lines over a local socket, with a bound and a deadline. Threads: values; calls block.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"

namespace asq::app {

enum class LineError : std::uint8_t { closed, too_long, late, broken };

// Up to the first newline, without it; what follows it is not wanted.
[[nodiscard]] std::expected<std::string, LineError> read_line(int socket, std::size_t most,
                                                              std::chrono::milliseconds deadline);
// Adds the newline.
[[nodiscard]] std::expected<void, LineError> write_line(int socket, std::string_view line,
                                                        std::chrono::milliseconds deadline);

// Sockets at a path of at most 107 bytes. On failure errno.
[[nodiscard]] std::expected<Descriptor, int> listen_local(const std::string& path);
[[nodiscard]] std::expected<Descriptor, int> connect_local(const std::string& path);

}  // namespace asq::app
