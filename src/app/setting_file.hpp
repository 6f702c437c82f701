// The TOML file of settings: flat, one `key = value` per setting. Threads: any.
#pragma once

#include <expected>
#include <map>
#include <string>

namespace asq::app {

// Key -> value, each value as the text that a flag would give. On failure one sentence: no such
// file, no TOML, an unknown key, a value of a type that no setting has.
[[nodiscard]] std::expected<std::map<std::string, std::string, std::less<>>, std::string>
read_setting_file(const std::string& file);

}  // namespace asq::app
