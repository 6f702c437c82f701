#include "api/contract/invite_replies.hpp"

#include "api/contract/replies.hpp"
#include "base/json.hpp"
#include "wire/json.hpp"

namespace asq::api {
namespace {

void append_time_or_null(std::string& out, const std::optional<Timestamp>& time) {
  out += time ? "\"" + to_rfc3339(*time) + "\"" : "null";
}

void append_number_or_null(std::string& out, const std::optional<std::int64_t>& number) {
  out += number ? std::to_string(*number) : "null";
}

void append_inviter(std::string& out, const std::optional<User>& user) {
  if (!user) {
    out += "null";
    return;
  }
  out += R"({"username":)";
  append_json_string(out, user->username);
  out += R"(,"handle":)";
  append_json_string(out, user->handle);
  out += '}';
}

}  // namespace

void append_json(std::string& out, const InviteReply& reply) {
  const Invite& invite = reply.shown.invite;
  out += R"({"token":)";
  append_json_string(out, reply.shown.token);
  out += R"(,"url":)";
  append_json_string(out, reply.url);
  out += R"(,"chat_id":)" + (invite.chat_id ? std::to_string(invite.chat_id->value()) : "null");
  out += R"(,"created_by":)";
  if (reply.shown.created_by) {
    wire::append_user(out, *reply.shown.created_by, wire::Viewer::other);
  } else {
    out += "null";
  }
  out += R"(,"created_at":)";
  append_time_or_null(out, invite.created_at);
  out += R"(,"expires_at":)";
  append_time_or_null(out, invite.expires_at);
  out += R"(,"uses":)" + std::to_string(invite.uses) + R"(,"max_uses":)";
  append_number_or_null(out, invite.max_uses);
  out += '}';
}

void append_json(std::string& out, const InvitesReply& reply) {
  out += R"({"invites":[)";
  bool first = true;
  for (const InviteReply& invite : reply.invites) {
    if (!first) out += ',';
    first = false;
    append_json(out, invite);
  }
  out += ']';
  append_next_cursor(out, reply.next_cursor);
  out += '}';
}

void append_json(std::string& out, const InvitePreviewReply& reply) {
  const chat::InvitePreview& preview = reply.preview;
  out += R"({"chat":)";
  if (preview.chat) {
    out += R"({"type":"group","name":)";
    append_json_string(out, preview.chat->name);
    out += R"(,"member_count":)" + std::to_string(preview.chat->member_count) + '}';
  } else {
    out += "null";
  }
  out += R"(,"invited_by":)";
  append_inviter(out, preview.invited_by);
  out += R"(,"expires_at":)";
  append_time_or_null(out, preview.expires_at);
  append_flag(out, "registers", preview.registers);
  out += '}';
}

void append_json(std::string& out, const AcceptedReply& reply) {
  if (reply.chat) wire::append_chat(out, *reply.chat);
}

}  // namespace asq::api
