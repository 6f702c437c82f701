// What each route takes: its path, query, form or body, field by field. Decoded by api/decode.hpp,
// shown by /openapi.json. kExample is a body (or form) as a client would send it.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <optional>
#include <string_view>

#include "api/decode.hpp"
#include "api/fields.hpp"

namespace asq::api {

inline constexpr std::size_t kMaxMessageCharacters = 16'384;

struct NoFields {};
BOOST_DESCRIBE_STRUCT(NoFields, (), ())

// --- accounts and sessions

struct RegisterRequest {
  static constexpr std::string_view kExample =
      R"({"username":"maks","email":"maks@example.com","password":"secret"})";
  Text<1, 64, TextRule::no_control_characters> username;
  Email email;
  NewPassword password;
};
BOOST_DESCRIBE_STRUCT(RegisterRequest, (), (username, email, password))

BOOST_DEFINE_ENUM_CLASS(GrantType, password, refresh_token)

// Which fields are needed depends on grant_type.
struct TokenRequest {
  static constexpr std::string_view kExample =
      R"({"username":"maks@example.com","password":"secret"})";
  OneOf<GrantType> grant_type;
  std::optional<Text<1, 254>> username;  // the e-mail
  std::optional<Text<1, 1024>> password;
  std::optional<Text<1, 1024>> refresh_token;

  void check(Faults& faults) const;
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (grant_type, username, password, refresh_token))

struct ProfileRequest {
  static constexpr std::string_view kExample = R"({"username":"Maks"})";
  static constexpr std::array<Alias, 1> kAliases{{{"username", "name"}}};
  std::optional<Text<1, 64, TextRule::no_control_characters>> username;
  std::optional<Email> email;
  std::optional<NewPassword> password;  // the new one
  std::optional<Text<1, 1024>> current_password;
};
BOOST_DESCRIBE_STRUCT(ProfileRequest, (), (username, email, password, current_password))

struct SessionRequest {
  InPath<Identifier<SessionId>> session_id;
};
BOOST_DESCRIBE_STRUCT(SessionRequest, (), (session_id))

// --- chats

struct DirectChatRequest {
  static constexpr std::string_view kExample =
      R"({"creator_id":1,"second_email":"dima@example.com"})";
  CallerId creator_id;
  Email second_email;
};
BOOST_DESCRIBE_STRUCT(DirectChatRequest, (), (creator_id, second_email))

struct FindChatRequest {
  static constexpr std::string_view kExample = R"({"id":1,"name":"maks"})";
  static constexpr std::array<Alias, 1> kAliases{{{"id", "user_id"}}};
  CallerId id;
  Text<1, 128> name;
};
BOOST_DESCRIBE_STRUCT(FindChatRequest, (), (id, name))

struct ChatListQuery {
  PageLimit limit;
  std::optional<Text<1, 512>> cursor;
  std::optional<Text<0, 128>> query;
};
BOOST_DESCRIBE_STRUCT(ChatListQuery, (), (limit, cursor, query))

struct GroupRequest {
  static constexpr std::string_view kExample =
      R"({"creator_id":1,"name":"team chat","participant_ids":[1,2]})";
  CallerId creator_id;
  Text<1, 128> name;
  UserIds participant_ids;
};
BOOST_DESCRIBE_STRUCT(GroupRequest, (), (creator_id, name, participant_ids))

struct AddUserRequest {
  static constexpr std::string_view kExample =
      R"({"user_id":1,"group_id":1,"second_email":"dima@example.com"})";
  static constexpr std::array<Alias, 1> kAliases{{{"second_email", "email"}}};
  CallerId user_id;
  Identifier<ChatId> group_id;
  Email second_email;
};
BOOST_DESCRIBE_STRUCT(AddUserRequest, (), (user_id, group_id, second_email))

// --- messages

BOOST_DEFINE_ENUM_CLASS(Order, asc, desc)

struct HistoryQuery {
  InPath<Identifier<ChatId>> chat_id;
  PageLimit limit;
  PageOffset offset;
  OneOf<Order> order;
};
BOOST_DESCRIBE_STRUCT(HistoryQuery, (), (chat_id, limit, offset, order))

struct GroupHistoryQuery {
  InPath<Identifier<ChatId>> group_id;
  PageLimit limit;
  PageOffset offset;
  OneOf<Order> order;
};
BOOST_DESCRIBE_STRUCT(GroupHistoryQuery, (), (group_id, limit, offset, order))

struct GroupMessageRequest {
  static constexpr std::string_view kExample =
      R"({"chat_id":1,"sender_id":1,"text":"Hello group!"})";
  Identifier<ChatId> chat_id;
  CallerId sender_id;
  Text<1, kMaxMessageCharacters> text;
  std::optional<ClientId> client_id;
  std::optional<InHeader<ClientId>> idempotency_key;

  // The header means the same as client_id; a contradiction leaves neither.
  void check(Faults& faults);
};
BOOST_DESCRIBE_STRUCT(GroupMessageRequest, (),
                      (chat_id, sender_id, text, client_id, idempotency_key))

struct ChatSocketQuery {
  InPath<Identifier<ChatId>> chat_id;
  std::optional<SeqOrZero> since_seq;
};
BOOST_DESCRIBE_STRUCT(ChatSocketQuery, (), (chat_id, since_seq))

// --- the documentation's own files

struct DocsAssetRequest {
  InPath<Text<1, 64>> asset;
};
BOOST_DESCRIBE_STRUCT(DocsAssetRequest, (), (asset))

}  // namespace asq::api
