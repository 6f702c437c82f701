// Files with keys, behind key_ring.hpp, which says what is refused.
// Threads: any; blocks. A failure is one sentence for the operator, and holds no secret.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "auth/key_ring.hpp"

namespace asq::auth {

// nullopt: there is no such file.
[[nodiscard]] std::expected<std::optional<std::vector<Key>>, std::string> read_key_file(
    const std::filesystem::path& file);

// A secret in a file of its own, without the end of its line. Refused: more than one line. The
// operator decides who else may read it: an orchestrator gives it modes of its own.
[[nodiscard]] std::expected<std::string, std::string> read_secret_file(
    const std::filesystem::path& file);

// Both write a whole new file (0600) beside it, and put it in place when the disk has it: whoever
// reads, even after a crash, finds the old one or the new one.
// make: a file that is there already stays, and that is no failure. replace: the new one wins.
[[nodiscard]] std::expected<void, std::string> make_key_file(const std::filesystem::path& file,
                                                             const std::vector<Key>& keys);
[[nodiscard]] std::expected<void, std::string> replace_key_file(const std::filesystem::path& file,
                                                                const std::vector<Key>& keys);

}  // namespace asq::auth
