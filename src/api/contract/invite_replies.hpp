// What the routes of invitations answer; their schemas are in api/contract/schema_invites.cpp.
// Threads: values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chat/invites.hpp"
#include "model/chat.hpp"

namespace asq::api {

struct InviteReply {
  chat::ShownInvite shown;
  std::string url;  // invite_link() of contract/public_url.hpp
};

struct InvitesReply {
  std::vector<InviteReply> invites;
  std::optional<std::string> next_cursor;
};

struct InvitePreviewReply {
  chat::InvitePreview preview;
};

// Nothing where the invitation leads to no chat: 204.
struct AcceptedReply {
  std::optional<Chat> chat;
};

void append_json(std::string& out, const InviteReply& reply);
void append_json(std::string& out, const InvitesReply& reply);
void append_json(std::string& out, const InvitePreviewReply& reply);
void append_json(std::string& out, const AcceptedReply& reply);

}  // namespace asq::api
