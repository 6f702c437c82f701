// The header of an answer, as bytes (RFC 9112 section 4, RFC 9110 section 6). Pure. Threads: any.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "net/http.hpp"

namespace asq::net {

// How the answer goes out, which its handler need not know.
struct ReplyFrame {
  std::string_view date;   // Sat, 21 Nov 2026 08:15:30 GMT
  int minor_version = 1;   // of the request
  bool keep_alive = true;  // may another request follow
};

// Status line and fields with the empty line. Adds Date, Connection and Content-Length (that of the
// body, sent or not; none for 1xx and 204); to 426 also what RFC 9110 section 15.5.22 and RFC 6455
// section 4.4 ask for. A field with a control character is left out.
[[nodiscard]] std::string encode_reply_head(const HttpResponse& response, const ReplyFrame& frame);

// 101 with the handler's fields.
[[nodiscard]] std::string encode_upgrade_head(const std::vector<Header>& headers,
                                              std::string_view accept, std::string_view date);

// The body of this answer is sent: not for HEAD, 1xx, 204, 304.
[[nodiscard]] bool sends_body(int status, bool head_request);

// IMF-fixdate (RFC 9110 section 5.6.7).
[[nodiscard]] std::string http_date(std::chrono::sys_seconds time);

}  // namespace asq::net
