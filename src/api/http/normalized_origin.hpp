// The origin of a page, as browsers and configurations write it, in the one form in which two are
// compared. Pure. Threads: any.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asq::api {

// "HTTPS://Chat.Example:443" -> "https://chat.example": scheme and host in lower case, without the
// scheme's own port (RFC 6454 sections 4 and 6.2). Any scheme: "capacitor://localhost", "file://".
// "null", of a page that has none, stays. nullopt: it is no serialized origin (section 7.1), for
// example because a path stands behind it, or its host is not in ASCII.
[[nodiscard]] std::optional<std::string> normalized_origin(std::string_view text);

}  // namespace asq::api
