// What tells a repeated message from another one under the same client_id. Stored with the receipt,
// so it never changes. Pure.
#pragma once

#include <optional>
#include <string>

#include "model/ids.hpp"

namespace asq::store {

// Half a SHA-256 of the text and the reply, in 32 hex digits.
[[nodiscard]] std::string content_hash(const std::string& text, std::optional<Seq> reply_to);

}  // namespace asq::store
