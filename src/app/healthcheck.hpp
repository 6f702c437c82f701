// `asq healthcheck`: whether the server of these settings answers, for containers and scripts.
#pragma once

#include "app/setting_types.hpp"

namespace asq::app {

// Asks /healthz where the server listens (on loopback, where it listens everywhere), within 3 s.
// 0 if it answers 200; else 1, after one sentence on stderr.
[[nodiscard]] int check_health(const Endpoint& listen);

}  // namespace asq::app
