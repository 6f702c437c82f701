// `asq serve`: from the settings to the exit status. Threads: main, before any other runs.
#pragma once

#include "app/settings.hpp"

namespace asq::app {

// Serves until SIGTERM or SIGINT (or, on a terminal, until the terminal is gone; else SIGHUP is
// ignored), then drains: 0. A second of these signals ends the process at once; a drain that takes
// too long leaves out the last checkpoint. What prevents the start is one sentence on stderr: 1.
[[nodiscard]] int serve(const Settings& settings);

}  // namespace asq::app
