// What the routes of chats and their members take. See api/contract/requests.hpp.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string_view>

#include "api/contract/decode.hpp"
#include "api/contract/fields.hpp"
#include "model/chat.hpp"

namespace asq {
BOOST_DESCRIBE_ENUM(Role, member, admin, owner)
}

namespace asq::api {

struct DirectChatRequest {
  static constexpr std::string_view kExample =
      R"({"creator_id":1,"second_email":"dima@example.com"})";
  CallerId creator_id;
  Addressee second_email;
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
  GroupName name;
  std::optional<UserIds> participant_ids;  // needed where participants are not given
  std::optional<Addressees> participants;

  void check(FieldErrors& errors) const {
    if (errors.has_any_of("participant_ids") || errors.has_any_of("participants")) return;
    if (!participant_ids && !participants) {
      errors.add("participant_ids", "This is required where participants is not given.");
    } else if (participant_ids && participants &&
               participant_ids->value.size() + participants->value.size() > UserIds::kMost) {
      errors.add("participants",
                 "At most 1000 people can be given in participant_ids and participants together.");
    }
  }
};
BOOST_DESCRIBE_STRUCT(GroupRequest, (), (creator_id, name, participant_ids, participants))

struct AddUserRequest {
  static constexpr std::string_view kExample =
      R"({"user_id":1,"group_id":1,"second_email":"dima@example.com"})";
  static constexpr std::array<Alias, 1> kAliases{{{"second_email", "email"}}};
  CallerId user_id;
  Identifier<ChatId> group_id;
  Addressee second_email;
};
BOOST_DESCRIBE_STRUCT(AddUserRequest, (), (user_id, group_id, second_email))

struct ChatRequest {
  InPath<Identifier<ChatId>> chat_id;
};
BOOST_DESCRIBE_STRUCT(ChatRequest, (), (chat_id))

struct ChatChangeRequest {
  static constexpr std::string_view kExample = R"({"name":"the team","admins_only_invite":true})";
  InPath<Identifier<ChatId>> chat_id;
  std::optional<GroupName> name;
  std::optional<Flag> admins_only_invite;
};
BOOST_DESCRIBE_STRUCT(ChatChangeRequest, (), (chat_id, name, admins_only_invite))

// --- members

struct MemberListQuery {
  InPath<Identifier<ChatId>> chat_id;
  PageLimit limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(MemberListQuery, (), (chat_id, limit, cursor))

struct MemberRequest {
  InPath<Identifier<ChatId>> chat_id;
  InPath<Identifier<UserId>> user_id;
};
BOOST_DESCRIBE_STRUCT(MemberRequest, (), (chat_id, user_id))

struct MemberChangeRequest {
  static constexpr std::string_view kExample = R"({"role":"admin"})";
  InPath<Identifier<ChatId>> chat_id;
  InPath<Identifier<UserId>> user_id;
  OneOf<Role, Need::required> role;
};
BOOST_DESCRIBE_STRUCT(MemberChangeRequest, (), (chat_id, user_id, role))

struct ReadRequest {
  static constexpr std::string_view kExample = R"({"seq":7})";
  InPath<Identifier<ChatId>> chat_id;
  SeqOrZero seq;
};
BOOST_DESCRIBE_STRUCT(ReadRequest, (), (chat_id, seq))

}  // namespace asq::api
