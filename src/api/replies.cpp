#include "api/replies.hpp"

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

void append_json(std::string& out, const OwnUser& reply) {
  wire::append_user(out, reply.user, wire::Viewer::oneself);
}

void append_json(std::string& out, const TokenReply& reply) {
  out += R"({"access_token":)";
  append_json_string(out, reply.access_token);
  out += R"(,"token_type":"bearer","expires_in":)" + std::to_string(reply.expires_in);
  out += R"(,"refresh_token":)";
  append_json_string(out, reply.refresh_token);
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

void append_json(std::string& out, const ChatsReply& reply) {
  out += R"({"chats":)";
  append_array(out, reply.chats, [&](const Chat& chat) { wire::append_chat(out, chat); });
  out += R"(,"next_cursor":)";
  if (reply.next_cursor) {
    append_json_string(out, *reply.next_cursor);
  } else {
    out += "null";
  }
  out += '}';
}

void append_json(std::string& out, const MessageReply& reply) {
  wire::append_message(out, reply.message, reply.duplicate);
}

void append_json(std::string& out, const std::vector<Message>& messages) {
  std::size_t bytes = 2;
  for (const Message& message : messages) bytes += message.text.size() + 192;
  out.reserve(out.size() + bytes);
  append_array(out, messages, [&](const Message& message) { wire::append_message(out, message); });
}

}  // namespace asq::api
