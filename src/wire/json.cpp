#include "wire/json.hpp"

#include <array>
#include <charconv>
#include <string_view>

#include "base/json.hpp"
#include "model/permissions.hpp"

namespace asq::wire {
namespace {

void append_number(std::string& out, std::int64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

template <class Tag>
void append_number(std::string& out, Id<Tag> id) {
  append_number(out, id.value());
}

// The digits and signs of a timestamp need no escape.
void append_time(std::string& out, Timestamp time) {
  out += '"';
  out += to_rfc3339(time);
  out += '"';
}

void append_ids(std::string& out, const std::vector<UserId>& ids) {
  out += '[';
  bool first = true;
  for (const UserId id : ids) {
    if (!first) out += ',';
    first = false;
    append_number(out, id);
  }
  out += ']';
}

void append_reactions(std::string& out, const std::vector<Reaction>& reactions) {
  out += R"(,"reactions":[)";
  bool first = true;
  for (const Reaction& reaction : reactions) {
    out += first ? R"({"emoji":)" : R"(,{"emoji":)";
    first = false;
    append_json_string(out, reaction.emoji);
    out += R"(,"count":)";
    append_number(out, reaction.count);
    out += R"(,"user_ids":)";
    append_ids(out, reaction.user_ids);
    out += '}';
  }
  out += ']';
}

// What only some messages have.
void append_history(std::string& out, const Message& message) {
  if (message.reply_to) {
    out += R"(,"reply_to":)";
    append_number(out, *message.reply_to);
  }
  if (message.edited_at) {
    out += R"(,"edited_at":)";
    append_time(out, *message.edited_at);
  }
  if (message.deleted) out += R"(,"deleted":true)";
  if (!message.reactions.empty()) append_reactions(out, message.reactions);
}

void append_capabilities(std::string& out, const Chat& chat) {
  const Membership membership{chat.type, chat.role, chat.admins_only_invite, chat.last_seq};
  out += R"(,"capabilities":[)";
  bool first = true;
  for (const std::string_view name : capabilities(membership)) {
    if (!first) out += ',';
    first = false;
    out += '"';
    out += name;
    out += '"';
  }
  out += ']';
}

}  // namespace

std::string_view role_name(Role role) {
  switch (role) {
    case Role::member: return "member";
    case Role::admin: return "admin";
    case Role::owner: return "owner";
  }
  return "member";
}

void append_user(std::string& out, const User& user, Viewer viewer) {
  out += R"({"id":)";
  append_number(out, user.id);
  out += R"(,"username":)";
  append_json_string(out, user.username);
  out += R"(,"name":)";
  append_json_string(out, user.username);
  if (!user.handle.empty()) {
    out += R"(,"handle":)";
    append_json_string(out, user.handle);
  }
  if (viewer == Viewer::oneself) {
    out += R"(,"email":)";
    append_json_string(out, user.email);
  }
  if (viewer == Viewer::oneself && !user.language.empty()) {
    out += R"(,"language":)";
    append_json_string(out, user.language);
  }
  out += R"(,"created_at":)";
  append_time(out, user.created_at);
  if (user.deleted) out += R"(,"deleted":true)";
  out += '}';
}

void append_member(std::string& out, const Member& member) {
  out += R"({"user":)";
  append_user(out, member.user, Viewer::other);
  out += R"(,"role":")";
  out += role_name(member.role);
  out += R"(","joined_at":)";
  append_time(out, member.joined_at);
  out += R"(,"read_seq":)";
  append_number(out, member.read_seq);
  out += '}';
}

void append_message(std::string& out, const Message& message, bool duplicate) {
  out += R"({"id":)";
  append_number(out, message.id);
  out += R"(,"chat_id":)";
  append_number(out, message.chat_id);
  out += R"(,"seq":)";
  append_number(out, message.seq);
  out += R"(,"sender_id":)";
  append_number(out, message.sender_id);
  out += R"(,"text":)";
  append_json_string(out, message.text);
  out += R"(,"timestamp":)";
  append_time(out, message.timestamp);
  out += message.read ? R"(,"read":true)" : R"(,"read":false)";
  if (message.client_id) {
    out += R"(,"client_id":)";
    append_json_string(out, *message.client_id);
  }
  append_history(out, message);
  if (duplicate) out += R"(,"duplicate":true)";
  out += '}';
}

void append_chat(std::string& out, const Chat& chat) {
  out += R"({"id":)";
  append_number(out, chat.id);
  out +=
      chat.type == ChatType::direct ? R"(,"type":"direct","name":)" : R"(,"type":"group","name":)";
  append_json_string(out, chat.name);
  out += R"(,"creator_id":)";
  append_number(out, chat.creator_id);
  if (chat.participant_ids) {
    out += R"(,"participant_ids":)";
    append_ids(out, *chat.participant_ids);
  }
  out += R"(,"member_count":)";
  append_number(out, chat.member_count);
  out += R"(,"created_at":)";
  append_time(out, chat.created_at);
  out += R"(,"last_seq":)";
  append_number(out, chat.last_seq);
  out += R"(,"read_seq":)";
  append_number(out, chat.read_seq);
  out += R"(,"unread":)";
  append_number(out, chat.unread);
  out += R"(,"last_message":)";
  if (chat.last_message) {
    append_message(out, *chat.last_message);
  } else {
    out += "null";
  }
  out += R"(,"role":")";
  out += role_name(chat.role);
  out += '"';
  if (chat.type == ChatType::group) {
    out += chat.admins_only_invite ? R"(,"admins_only_invite":true)"
                                   : R"(,"admins_only_invite":false)";
  }
  append_capabilities(out, chat);
  out += '}';
}

void append_session(std::string& out, const Session& session, bool current) {
  out += R"({"id":)";
  append_number(out, session.id);
  out += R"(,"created_at":)";
  append_time(out, session.created_at);
  out += R"(,"last_used_at":)";
  append_time(out, session.last_used_at);
  out += R"(,"expires_at":)";
  append_time(out, session.expires_at);
  out += R"(,"user_agent":)";
  append_json_string(out, session.user_agent);
  out += current ? R"(,"current":true})" : R"(,"current":false})";
}

std::string message_json(const Message& message, bool duplicate) {
  std::string out;
  out.reserve(message.text.size() + 192);
  append_message(out, message, duplicate);
  return out;
}

}  // namespace asq::wire
