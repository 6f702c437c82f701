// POST /chat/register: who pays for it, and the account. Its row stands in accounts.cpp.
// Threads: the loop of the connection.
#pragma once

#include "api/contract/decode.hpp"
#include "api/contract/replies.hpp"
#include "api/contract/requests_accounts.hpp"
#include "api/http/call.hpp"
#include "base/error.hpp"
#include "base/task.hpp"

namespace asq::api {

// With an invitation that lets it in, an account costs the invitation in place of the address; so
// the limit comes before what is wrong with the request, and needs the whole of it. What fails
// costs the address all the same, and the invitation nothing.
[[nodiscard]] Task<Result<Reply<OwnUser>>> register_account(Call& call,
                                                            Decoded<RegisterRequest> decoded);

}  // namespace asq::api
