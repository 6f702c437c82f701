#include "api/contract/error_table.hpp"

#include <array>

namespace asq::api {
namespace {

using net::CloseCode;

constexpr std::array<ErrorRow, kErrorCodeCount> kTable{{
    {ErrorCode::bad_request, 400, CloseCode::protocol_error, "Bad request",
     "The request can't be read.", false},
    {ErrorCode::malformed_json, 400, {}, "Malformed JSON", "The body is not valid JSON.", false},
    {ErrorCode::invalid, 422, {}, "Invalid input", "Some fields are missing or wrong.", false},
    {ErrorCode::unsupported_media_type, 415, CloseCode::unsupported_data, "Unsupported media type",
     "This route does not accept that Content-Type.", false},
    {ErrorCode::body_too_large, 413, CloseCode::message_too_big, "Content too large",
     "The body is larger than this route accepts.", false},
    {ErrorCode::route_not_found, 404, {}, "No such route", "No route has this path.", false},
    {ErrorCode::method_not_allowed,
     405,
     {},
     "Method not allowed",
     "This route does not support that method; see the Allow header.",
     false},
    {ErrorCode::unauthenticated, 401, CloseCode::session_ended, "Not authenticated",
     "This request needs a valid access token; log in first.", false},
    {ErrorCode::invalid_credentials,
     401,
     {},
     "Invalid credentials",
     "The e-mail or the password is wrong.",
     false},
    {ErrorCode::not_yourself,
     403,
     {},
     "Not yourself",
     "You can't act on behalf of another user.",
     false},
    {ErrorCode::forbidden,
     403,
     {},
     "Forbidden",
     "You don't have permission to do that in this chat.",
     false},
    {ErrorCode::left_before,
     403,
     {},
     "Left before",
     "This person has left the group or was removed from it; an admin or the owner can add them "
     "again.",
     false},
    {ErrorCode::registration_closed,
     403,
     {},
     "Registration closed",
     "Registration is closed on this server.",
     false},
    {ErrorCode::origin_not_allowed,
     403,
     {},
     "Origin not allowed",
     "Pages of this origin may not open sockets on this server.",
     false},
    {ErrorCode::user_not_found, 404, {}, "User not found", "No such user.", false},
    {ErrorCode::chat_not_found, 404, CloseCode::removed_from_chat, "Chat not found",
     "You have no such chat.", false},
    {ErrorCode::session_not_found,
     404,
     {},
     "Session not found",
     "You have no such session.",
     false},
    {ErrorCode::message_not_found,
     404,
     {},
     "Message not found",
     "This chat has no message with that number.",
     false},
    {ErrorCode::member_not_found,
     404,
     {},
     "Member not found",
     "That person is not a member of this chat.",
     false},
    {ErrorCode::email_taken,
     409,
     {},
     "E-mail taken",
     "An account with that e-mail already exists.",
     false},
    {ErrorCode::self_chat, 422, {}, "Chat with oneself", "A direct chat needs two people.", false},
    {ErrorCode::client_id_reused,
     409,
     {},
     "client_id reused",
     "You already sent a different message with this client_id; use a new one.",
     false},
    {ErrorCode::seq_from_future,
     409,
     {},
     "Sequence number from the future",
     "This chat has no message with that number yet.",
     false},
    {ErrorCode::direct_chat,
     409,
     {},
     "Direct chat",
     "A direct chat always keeps its two members, and neither has a role.",
     false},
    {ErrorCode::message_deleted,
     409,
     {},
     "Message deleted",
     "This message has been deleted.",
     false},
    {ErrorCode::too_many_reactions,
     409,
     {},
     "Too many reactions",
     "This message already has the maximum number of different reactions.",
     false},
    {ErrorCode::too_many_chats,
     409,
     {},
     "Too many chats",
     "You have reached the limit of chats that one account can create; leave or delete some first.",
     false},
    {ErrorCode::too_many_sessions,
     409,
     {},
     "Too many sessions",
     "This account is logged in on the maximum number of devices, and all of them are connected; "
     "log out on one first.",
     false},
    {ErrorCode::unknown_command, 422, {}, "Unknown command", "Unknown command type.", false},
    {ErrorCode::hello_first, 409, CloseCode::stalled, "Hello first",
     "Send hello before any other command.", false},
    {ErrorCode::rate_limited, 429, CloseCode::flooding, "Too many requests",
     "Too many requests; try again later.", true},
    {ErrorCode::login_queue_full,
     503,
     {},
     "Too many logins",
     "Too many logins are in progress; try again shortly.",
     true},
    {ErrorCode::overloaded, 503, {}, "Overloaded", "The server is busy; try again shortly.", true},
    {ErrorCode::shutting_down, 503, CloseCode::service_restart, "Shutting down",
     "The server is restarting; try again shortly.", true},
    {ErrorCode::storage_full,
     507,
     {},
     "Storage full",
     "The server's disk is full; nothing was stored.",
     true},
    {ErrorCode::storage_unavailable,
     503,
     {},
     "Storage unavailable",
     "The server can't reach its storage; it is safe to try again.",
     true},
    {ErrorCode::internal, 500, CloseCode::internal_error, "Internal error",
     "Something went wrong on the server.", true},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i) {
    if (kTable[i].code != static_cast<ErrorCode>(i)) return false;
  }
  return true;
}
static_assert(in_order(), "one row per ErrorCode, in its order");

struct Phrase {
  int status;
  std::string_view text;
};
constexpr auto kPhrases = std::to_array<Phrase>({
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {204, "No Content"},
    {304, "Not Modified"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
});

}  // namespace

std::span<const ErrorRow> error_table() { return kTable; }

const ErrorRow& error_row(ErrorCode code) { return kTable[static_cast<std::size_t>(code)]; }

std::string_view public_detail(const Error& error) {
  return error.detail.empty() ? error_row(error.code).sentence : std::string_view(error.detail);
}

std::string_view reason_phrase(int status) {
  for (const Phrase& phrase : kPhrases) {
    if (phrase.status == status) return phrase.text;
  }
  return {};
}

}  // namespace asq::api
