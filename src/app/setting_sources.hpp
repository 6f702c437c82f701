// Where the value of each setting comes from: a flag, else the environment, else the file, else the
// default. Threads: values.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "app/settings.hpp"

namespace asq::app {

struct Sources {
  std::map<std::string, std::string, std::less<>> flags;  // key -> value
  // All of the process's environment. An empty value counts as not set; an ASQ_ name that is no
  // setting is refused.
  std::vector<std::pair<std::string, std::string>> environment;
};

struct Effective {
  Settings values;
  // key -> "default", "file asq.toml", "environment ASQ_LISTEN", "flag --listen"
  std::map<std::string, std::string, std::less<>> origins;
};

// On failure one sentence: a value that is bad, a name that is unknown, a file that can't be read.
// It never holds a secret.
[[nodiscard]] std::expected<Effective, std::string> load_settings(const Sources& sources);

// Those of this process.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> process_environment();

// `asq config`: a TOML file of all settings in force, each with its origin; secrets are masked and
// commented out.
[[nodiscard]] std::string describe(const Effective& effective);

}  // namespace asq::app
