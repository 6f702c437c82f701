// What a person's socket answers: {"id": <as the command's>, "type": ..., ...}; an error without an
// id is an event. Pure. Threads: any.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/rate_limits.hpp"
#include "base/error.hpp"
#include "chat/members.hpp"
#include "chat/send_message.hpp"
#include "model/cursor.hpp"
#include "model/event.hpp"

namespace asq::api {

// What is behind {"id":…, of the replies but errors.
[[nodiscard]] std::string sent_reply(const Receipt& receipt);
[[nodiscard]] std::string ok_reply(const Message& message);
[[nodiscard]] std::string ok_reply(const ReadState& state);
[[nodiscard]] std::string ok_reply(const std::vector<Presence>& presence);
[[nodiscard]] std::string refreshed_reply(std::chrono::seconds expires_in);
// `terms`: of hello_terms().
[[nodiscard]] std::string hello_reply(UserId user, const Cursor& cursor, bool resumed,
                                      std::string_view terms);

// What the client has to know of this server: the members version, ping_seconds and limits. A limit
// that is switched off is null. `sockets`: of one account; 0: any number.
[[nodiscard]] std::string hello_terms(std::chrono::seconds ping_after, const RateOptions& rates,
                                      std::int64_t sockets);

// `id`: as JSON.
[[nodiscard]] std::string reply_json(std::string_view id, std::string_view reply);
// `id`: empty for none.
[[nodiscard]] std::string command_error_json(std::string_view id, const Error& error,
                                             std::string_view request_id);

}  // namespace asq::api
