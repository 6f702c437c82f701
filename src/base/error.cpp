#include "base/error.hpp"

namespace asq {

std::string_view error_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_request: return "bad_request";
    case ErrorCode::malformed_json: return "malformed_json";
    case ErrorCode::invalid: return "invalid";
    case ErrorCode::unsupported_media_type: return "unsupported_media_type";
    case ErrorCode::body_too_large: return "body_too_large";
    case ErrorCode::route_not_found: return "route_not_found";
    case ErrorCode::method_not_allowed: return "method_not_allowed";
    case ErrorCode::unauthenticated: return "unauthenticated";
    case ErrorCode::invalid_credentials: return "invalid_credentials";
    case ErrorCode::not_yourself: return "not_yourself";
    case ErrorCode::forbidden: return "forbidden";
    case ErrorCode::left_before: return "left_before";
    case ErrorCode::registration_closed: return "registration_closed";
    case ErrorCode::origin_not_allowed: return "origin_not_allowed";
    case ErrorCode::user_not_found: return "user_not_found";
    case ErrorCode::chat_not_found: return "chat_not_found";
    case ErrorCode::session_not_found: return "session_not_found";
    case ErrorCode::message_not_found: return "message_not_found";
    case ErrorCode::member_not_found: return "member_not_found";
    case ErrorCode::invite_not_found: return "invite_not_found";
    case ErrorCode::invite_over: return "invite_over";
    case ErrorCode::reset_not_found: return "reset_not_found";
    case ErrorCode::reset_over: return "reset_over";
    case ErrorCode::email_taken: return "email_taken";
    case ErrorCode::handle_taken: return "handle_taken";
    case ErrorCode::self_chat: return "self_chat";
    case ErrorCode::client_id_reused: return "client_id_reused";
    case ErrorCode::seq_from_future: return "seq_from_future";
    case ErrorCode::direct_chat: return "direct_chat";
    case ErrorCode::message_deleted: return "message_deleted";
    case ErrorCode::too_many_reactions: return "too_many_reactions";
    case ErrorCode::too_many_chats: return "too_many_chats";
    case ErrorCode::too_many_sessions: return "too_many_sessions";
    case ErrorCode::too_many_invites: return "too_many_invites";
    case ErrorCode::unknown_command: return "unknown_command";
    case ErrorCode::hello_first: return "hello_first";
    case ErrorCode::rate_limited: return "rate_limited";
    case ErrorCode::login_queue_full: return "login_queue_full";
    case ErrorCode::overloaded: return "overloaded";
    case ErrorCode::shutting_down: return "shutting_down";
    case ErrorCode::storage_full: return "storage_full";
    case ErrorCode::storage_unavailable: return "storage_unavailable";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

}  // namespace asq
