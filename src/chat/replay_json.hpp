// What a catch-up gives, as JSON: the very words that a live event has. For the socket of a person
// and GET /chat/sync. Pure. Threads: any.
#pragma once

#include <cstdint>
#include <string>

#include "chat/catch_up.hpp"

namespace asq::chat {

// `epoch`: of the log, for the cursor that a lasting event carries.
[[nodiscard]] std::string replay_json(const Replayed& replayed, std::uint64_t epoch);

}  // namespace asq::chat
