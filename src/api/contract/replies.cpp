#include "api/contract/replies.hpp"

#include <fmt/format.h>

#include "api/contract/requests_messages.hpp"
#include "base/json.hpp"
#include "wire/json.hpp"

namespace asq::api {
namespace {

template <class Items, class Append>
void append_array(std::string& out, const Items& items, Append append) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append(item);
  }
  out += ']';
}

}  // namespace

void append_next_cursor(std::string& out, const std::optional<std::string>& cursor) {
  out += R"(,"next_cursor":)";
  if (cursor) {
    append_json_string(out, *cursor);
  } else {
    out += "null";
  }
}

void append_flag(std::string& out, std::string_view name, bool value) {
  out += ",\"";
  out += name;
  out += value ? "\":true" : "\":false";
}

void append_json(std::string& out, const ServerFacts& reply) {
  out += R"({"name":)";
  append_json_string(out, reply.name);
  if (!reply.contact.empty()) {
    out += R"(,"contact":)";
    append_json_string(out, reply.contact);
  }
  out += fmt::format(R"(,"version":"{}","registration":"{}","password_min":{},"text_max":{})",
                     ASQ_VERSION, word_of(reply.registration), reply.password_min,
                     kMaxMessageCharacters);
  append_flag(out, "directory", reply.people == chat::People::open);
  out += '}';
}

void append_json(std::string& out, const OwnUser& reply) {
  wire::append_user(out, reply.user, wire::Viewer::oneself);
}

void append_json(std::string& out, const SeenUser& reply) {
  wire::append_user(out, reply.user, reply.oneself ? wire::Viewer::oneself : wire::Viewer::other);
}

void append_json(std::string& out, const PeopleReply& reply) {
  out += R"({"users":)";
  append_array(out, reply.users, [&](const SeenUser& user) { append_json(out, user); });
  append_next_cursor(out, reply.next_cursor);
  out += '}';
}

void append_json(std::string& out, const TokenReply& reply) {
  out += R"({"access_token":)";
  append_json_string(out, reply.access_token);
  out += R"(,"token_type":"bearer","expires_in":)" + std::to_string(reply.expires_in);
  if (reply.refresh_token) {
    out += R"(,"refresh_token":)";
    append_json_string(out, *reply.refresh_token);
  }
  out += R"(,"user":)";
  append_json(out, reply.user);
  out += '}';
}

void append_json(std::string& out, const SessionsReply& reply) {
  out += R"({"sessions":)";
  append_array(out, reply.sessions, [&](const SessionReply& item) {
    wire::append_session(out, item.session, item.current);
  });
  out += '}';
}

void append_json(std::string& out, const Chat& chat) { wire::append_chat(out, chat); }

void append_json(std::string& out, const MessageReply& reply) {
  wire::append_message(out, reply.message, reply.duplicate);
}

void append_json(std::string& out, const Member& member) { wire::append_member(out, member); }

void append_json(std::string& out, const MembersReply& reply) {
  out += R"({"members":)";
  append_array(out, reply.members, [&](const Member& member) { wire::append_member(out, member); });
  append_next_cursor(out, reply.next_cursor);
  out += '}';
}

void append_json(std::string& out, const ReadReply& reply) {
  out += R"({"read_seq":)" + std::to_string(reply.read_seq.value());
  out += R"(,"unread":)" + std::to_string(reply.unread) + '}';
}

}  // namespace asq::api
