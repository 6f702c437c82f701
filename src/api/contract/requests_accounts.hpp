// What the routes of accounts, sessions and people take. See api/contract/requests.hpp.
#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <optional>
#include <string_view>

#include "api/contract/decode.hpp"
#include "api/contract/fields.hpp"

namespace asq::api {

struct RegisterRequest {
  static constexpr std::string_view kExample =
      R"({"username":"maks","email":"maks@example.com","password":"secret"})";
  PersonName username;
  Email email;
  NewPassword password;
  std::optional<Handle> handle;
  std::optional<LinkToken> invite;
};
BOOST_DESCRIBE_STRUCT(RegisterRequest, (), (username, email, password, handle, invite))

BOOST_DEFINE_ENUM_CLASS(GrantType, password, refresh_token)

// Which fields are needed depends on grant_type.
struct TokenRequest {
  static constexpr std::string_view kExample =
      R"({"username":"maks@example.com","password":"secret"})";
  OneOf<GrantType> grant_type;
  std::optional<Text<1, 254>> username;  // the e-mail
  std::optional<Text<1, 1024>> password;
  std::optional<Text<1, 1024>> refresh_token;  // without one, that of the page's cookie
  std::optional<Flag> cookie;                  // the new refresh token goes into the cookie

  void check(FieldErrors& errors) const {
    if (errors.has("grant_type")) return;  // which fields are needed is not known then
    // One that is there and wrong has been named already.
    const auto need = [&errors](bool is_there, std::string_view name) {
      if (!is_there && !errors.has(name)) errors.add(name, "This field is required.");
    };
    if (grant_type.value == GrantType::refresh_token) return;
    need(username.has_value(), "username");
    need(password.has_value(), "password");
  }
};
BOOST_DESCRIBE_STRUCT(TokenRequest, (), (grant_type, username, password, refresh_token, cookie))

struct ProfileRequest {
  static constexpr std::string_view kExample = R"({"username":"Maks"})";
  static constexpr std::array<Alias, 1> kAliases{{{"username", "name"}}};
  std::optional<PersonName> username;
  std::optional<Email> email;
  std::optional<NewPassword> password;  // the new one
  std::optional<Text<1, 1024>> current_password;
  std::optional<Handle> handle;
  std::optional<LanguageTag> language;
};
BOOST_DESCRIBE_STRUCT(ProfileRequest, (),
                      (username, email, password, current_password, handle, language))

struct PasswordRequest {
  static constexpr std::string_view kExample =
      R"({"token":"AAAAAAABq83vASNFZ4mrzQ","password":"better secret"})";
  LinkToken token;
  NewPassword password;
};
BOOST_DESCRIBE_STRUCT(PasswordRequest, (), (token, password))

struct SessionRequest {
  InPath<Identifier<SessionId>> session_id;
};
BOOST_DESCRIBE_STRUCT(SessionRequest, (), (session_id))

struct DeleteMeRequest {
  static constexpr std::string_view kExample = R"({"current_password":"secret"})";
  Text<1, 1024> current_password;
};
BOOST_DESCRIBE_STRUCT(DeleteMeRequest, (), (current_password))

struct UserQuery {
  Addressee email;
};
BOOST_DESCRIBE_STRUCT(UserQuery, (), (email))

struct UserRequest {
  InPath<Identifier<UserId>> user_id;
};
BOOST_DESCRIBE_STRUCT(UserRequest, (), (user_id))

// By name and handle, or by ids.
struct PeopleListQuery {
  std::optional<Text<0, 128>> query;
  std::optional<UserIdList> ids;
  PageLimit limit;
  std::optional<Text<1, 512>> cursor;

  void check(FieldErrors& errors) const {
    if (!ids) return;
    if (query) errors.add("ids", "This can't be given together with query.");
    if (cursor) errors.add("ids", "This can't be given together with cursor.");
  }
};
BOOST_DESCRIBE_STRUCT(PeopleListQuery, (), (query, ids, limit, cursor))

}  // namespace asq::api
