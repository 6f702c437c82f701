// An Error as an HTTP answer: problem details (RFC 9457), with the header fields that belong to
// its status. Pure but for new_request_id(). Threads: any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "net/http.hpp"

namespace asq::api {

// Names a request, or an error on a socket, so that a report leads to its line in the log. Unique
// in this process; the random beginning tells processes apart.
[[nodiscard]] std::string new_request_id();

inline constexpr std::string_view kProblemType = "application/problem+json";

// `status`: where the HTTP layer refuses with a status of its own; 0: that of the code.
// `prefix`: the path under which clients reach the server (path_prefix()), which `type` begins
// with. It is a reference with the whole path, as RFC 9457 advises: one string for all routes and
// for all names of the host.
// `oauth`: oauth_error(), where the refusal has the member.
[[nodiscard]] std::string problem_json(const Error& error, std::string_view request_id,
                                       int status = 0, std::string_view prefix = {},
                                       std::string_view oauth = {});

// The member `error` of a refusal by POST /chat/token (RFC 6749, section 5.2). Libraries for OAuth
// 2 look for it whatever the status is; without it some take the problem for the token.
[[nodiscard]] std::string_view oauth_error(const Error& error);

// The member `errors`, with a comma before it: the same in a problem and on the sockets. It has the
// first hundred and at most 30 KiB, so that a problem has at most 32 KiB whatever a client sent;
// then `errors_omitted` says how many more there are.
inline constexpr std::size_t kMostErrorBytes = std::size_t{30} * 1024;
void append_field_errors(std::string& out, const std::vector<FieldError>& fields);

// What an error means for the header: WWW-Authenticate on 401 (RFC 6750; `token_shown`: the request
// brought a token, so the challenge says what is wrong with it), Retry-After on 429 and 503, and
// wherever a wait is known (contract/answer_headers.hpp).
void append_error_headers(std::vector<net::Header>& headers, const Error& error, bool token_shown);

}  // namespace asq::api
