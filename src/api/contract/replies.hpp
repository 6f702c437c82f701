// What each route answers. append_json() writes them; their schemas are in api/contract/schema.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/people.hpp"
#include "chat/registrations.hpp"
#include "chat/sync.hpp"
#include "model/chat.hpp"
#include "model/message.hpp"
#include "model/user.hpp"
#include "net/http.hpp"
#include "net/ws.hpp"

namespace asq::api {

// What anybody may know of the server.
struct ServerFacts {
  std::string name;
  std::string contact;  // empty: none
  chat::Registrations registration = chat::Registrations::open;
  chat::People people = chat::People::open;
  std::size_t password_min = 0;
};

// The caller's own account.
struct OwnUser {
  User user;
};

// A person, as the caller may see her.
struct SeenUser {
  User user;
  bool oneself = false;
};

// People, as the caller may see them.
struct PeopleReply {
  std::vector<SeenUser> users;
  std::optional<std::string> next_cursor;
};

struct TokenReply {
  std::string access_token;
  std::optional<std::string> refresh_token;  // nullopt: it is in the cookie
  std::int64_t expires_in = 0;               // seconds
  OwnUser user;
};

struct SessionReply {
  Session session;
  bool current = false;
};

struct SessionsReply {
  std::vector<SessionReply> sessions;
};

struct ChatsReply {
  std::vector<Chat> chats;
  std::optional<std::string> next_cursor;
};

struct MessageReply {
  Message message;
  bool duplicate = false;
};

// A part of a chat, oldest first, and what lies around it.
struct MessagesPage {
  std::vector<Message> messages;
  bool has_older = false;
  bool has_newer = false;
};

struct MembersReply {
  std::vector<Member> members;
  std::optional<std::string> next_cursor;
};

struct ReadReply {
  Seq read_seq;
  std::int64_t unread = 0;
};

struct SyncReply {
  chat::SyncPage page;
};

// 204.
struct NoContent {};

void append_json(std::string& out, const ServerFacts& reply);
void append_json(std::string& out, const OwnUser& reply);
void append_json(std::string& out, const SeenUser& reply);
void append_json(std::string& out, const PeopleReply& reply);
void append_json(std::string& out, const TokenReply& reply);
void append_json(std::string& out, const SessionsReply& reply);
void append_json(std::string& out, const Chat& chat);
void append_json(std::string& out, const MessageReply& reply);
void append_json(std::string& out, const Member& member);
void append_json(std::string& out, const MembersReply& reply);
void append_json(std::string& out, const ReadReply& reply);
inline void append_json(std::string&, const NoContent&) {}
// Those that can be long are written in api/http/long_replies.hpp, with these.
void append_next_cursor(std::string& out, const std::optional<std::string>& cursor);
void append_flag(std::string& out, std::string_view name, bool value);

// A handler's answer before it is written.
template <class Value>
struct Reply {
  int status = 200;
  Value value;
};

// An answer as it leaves: a body of its own, a shared constant one, or a socket.
struct Answer {
  int status = 200;
  std::string_view content_type = "application/json";
  std::string body;
  std::shared_ptr<const std::string> shared_body;  // instead of body
  std::string_view cache_control = "no-store";
  std::vector<net::Header> headers;
  std::unique_ptr<net::WsHandler> socket;  // 101
};

}  // namespace asq::api
