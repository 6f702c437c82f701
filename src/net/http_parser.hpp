// Beast's HTTP parser behind one function: the only file that includes it is http_parser.cpp.
// Pure. Threads: any.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "net/http_strict.hpp"

namespace asq::net {

// `raw` is a whole header that scan_head() has passed as `strict`; the two must read it alike, else
// it is refused.
[[nodiscard]] std::expected<HttpHead, HttpFault> parse_head(std::string_view raw,
                                                            const StrictHead& strict);

// "Not Found"; empty for a status that nobody has named.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace asq::net
