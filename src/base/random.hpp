// Randomness from the operating system's CSPRNG.
// Threads: any.
#pragma once

#include <cstddef>
#include <string>

namespace asq {

// `count` random bytes. Ends the process if the system has none to give.
[[nodiscard]] std::string random_bytes(std::size_t count);
// Lower-case hex of `count` random bytes.
[[nodiscard]] std::string random_hex(std::size_t count);

}  // namespace asq
