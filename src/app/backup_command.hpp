// `asq backup FILE`, `asq restore FILE`, `asq check`. Results go to stdout; each gives the exit
// status, 1 after one sentence on stderr. Threads: main.
#pragma once

#include <string>

#include "app/settings.hpp"

namespace asq::app {

// The server that has the data directory makes the file; without one, this process. For as long as
// it takes.
[[nodiscard]] int run_backup(const std::string& file, const Settings& settings);
// Into a data directory that no server has and that has no database.
[[nodiscard]] int run_restore(const std::string& file, const Settings& settings);
// A line for each fault, then 1; or what was looked at, then 0.
[[nodiscard]] int run_check(const Settings& settings);

}  // namespace asq::app
