// What the routes of invitations take. See api/contract/requests.hpp.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string_view>

#include "api/contract/decode.hpp"
#include "api/contract/fields.hpp"

namespace asq::api {

// In seconds; 0: never. At most ten years, a week unless something else is said.
using ExpiresIn = IntegerOr<0, 315'360'000, 604'800>;
using MaxUses = Integer<1, kMaxWireInteger>;

struct GroupInviteRequest {
  static constexpr std::string_view kExample = R"({"expires_in":86400,"max_uses":10})";
  InPath<Identifier<ChatId>> chat_id;
  ExpiresIn expires_in;
  std::optional<MaxUses> max_uses;
};
BOOST_DESCRIBE_STRUCT(GroupInviteRequest, (), (chat_id, expires_in, max_uses))

struct InviteRequest {
  static constexpr std::string_view kExample = R"({"max_uses":1})";
  ExpiresIn expires_in;
  std::optional<MaxUses> max_uses;
};
BOOST_DESCRIBE_STRUCT(InviteRequest, (), (expires_in, max_uses))

struct GroupInviteListQuery {
  InPath<Identifier<ChatId>> chat_id;
  PageLimit limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(GroupInviteListQuery, (), (chat_id, limit, cursor))

struct InviteListQuery {
  PageLimit limit;
  std::optional<Text<1, 512>> cursor;
};
BOOST_DESCRIBE_STRUCT(InviteListQuery, (), (limit, cursor))

struct InviteTokenRequest {
  InPath<LinkToken> token;
};
BOOST_DESCRIBE_STRUCT(InviteTokenRequest, (), (token))

}  // namespace asq::api
