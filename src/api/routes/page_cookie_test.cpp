// The page's cookie over the real services: who is given one, what it is good for, and what takes
// it away.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiResponse;
using test::ApiServer;

const std::string kOwnPage = "http://chat.example";
const std::string kLogInForm = "username=anna@example.com&password=secret";
const std::string kRefreshForm = "grant_type=refresh_token";

ApiResponse ask_for_tokens(ApiServer& server, const std::string& form,
                           const std::string& origin = kOwnPage, const std::string& cookie = {}) {
  std::vector<net::Header> fields{{"Content-Type", "application/x-www-form-urlencoded"}};
  if (!origin.empty()) fields.push_back({"Origin", origin});
  if (!cookie.empty()) fields.push_back({"Cookie", cookie});
  return server.call({"POST", "/chat/token", std::move(fields), form});
}

// "asq_refresh_1=token" of a Set-Cookie; empty: there is none.
std::string pair_of(const ApiResponse& response) {
  const std::string cookie = response.header("Set-Cookie");
  return cookie.substr(0, cookie.find(';'));
}

bool takes_cookie_away(const ApiResponse& response) {
  return pair_of(response).ends_with('=') &&
         response.header("Set-Cookie").find("Max-Age=0;") != std::string::npos;
}

bool has_refresh_token(const ApiResponse& response) {
  return response.json().as_object().contains("refresh_token");
}

std::string access_of(const ApiResponse& response) {
  return std::string(response.json().at("access_token").as_string());
}

TEST(PageCookie, HoldsTheRefreshTokenOfWhoAsksForIt) {
  ApiServer server;
  server.person("anna");
  const auto begun = ask_for_tokens(server, kLogInForm + "&cookie=true");
  ASSERT_EQ(begun.status, 200);
  EXPECT_FALSE(has_refresh_token(begun));
  EXPECT_TRUE(begun.header("Set-Cookie").starts_with("asq_refresh_"));
  EXPECT_NE(begun.header("Set-Cookie").find("; Max-Age=259"), std::string::npos) << "30 days";
  const auto renewed = ask_for_tokens(server, kRefreshForm, kOwnPage, pair_of(begun));
  ASSERT_EQ(renewed.status, 200);
  EXPECT_FALSE(has_refresh_token(renewed));
  EXPECT_NE(pair_of(renewed), pair_of(begun));
  EXPECT_EQ(pair_of(renewed).substr(0, pair_of(renewed).find('=')),
            pair_of(begun).substr(0, pair_of(begun).find('=')));
  EXPECT_EQ(server.get("/chat/me", access_of(renewed)).status, 200);
  EXPECT_EQ(pair_of(ask_for_tokens(server, kRefreshForm, kOwnPage, pair_of(begun))),
            pair_of(renewed))
      << "two tabs at once";
}

TEST(PageCookie, IsNeverSeenByOtherClients) {
  ApiServer server;
  server.person("anna");
  for (const std::string& form :
       {kLogInForm, kLogInForm + "&cookie=false", kLogInForm + "&cookie="}) {
    const auto begun = ask_for_tokens(server, form);
    EXPECT_TRUE(has_refresh_token(begun)) << form;
    EXPECT_EQ(begun.header("Set-Cookie"), "") << form;
    const std::string token(begun.json().at("refresh_token").as_string());
    const auto renewed = ask_for_tokens(server, kRefreshForm + "&refresh_token=" + token, "");
    EXPECT_TRUE(has_refresh_token(renewed));
    EXPECT_EQ(renewed.header("Set-Cookie"), "");
    const auto ended = server.post("/chat/logout", "", access_of(renewed));
    EXPECT_EQ(ended.status, 204);
    EXPECT_EQ(ended.header("Set-Cookie"), "");
  }
}

TEST(PageCookie, IsGoodOnlyForTheServersOwnPage) {
  ApiServer server({.allowed_origins = {"https://friend.example"}});
  server.person("anna");
  const std::string cookie = pair_of(ask_for_tokens(server, kLogInForm + "&cookie=true"));
  for (const std::string origin :
       {"", "null", "http://chat.example:8080", "https://evil.example", "https://friend.example"}) {
    const auto refused = ask_for_tokens(server, kRefreshForm, origin, cookie);
    EXPECT_EQ(refused.code(), "unauthenticated") << origin;
    EXPECT_EQ(refused.header("Set-Cookie"), "") << "no other page logs anybody out: " << origin;
    EXPECT_EQ(refused.header("Access-Control-Allow-Credentials"), "") << origin;
  }
  EXPECT_EQ(ask_for_tokens(server, kRefreshForm, kOwnPage, cookie).status, 200);
}

// Otherwise a form of another site could log its reader in as somebody else.
TEST(PageCookie, IsNotGivenToThePageOfAnother) {
  ApiServer server;
  server.person("anna");
  const auto refused = ask_for_tokens(server, kLogInForm + "&cookie=true", "https://evil.example");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "origin_not_allowed");
  EXPECT_EQ(refused.json().at("error").as_string(), "invalid_request");
  EXPECT_EQ(refused.header("Set-Cookie"), "");
  EXPECT_EQ(ask_for_tokens(server, kLogInForm + "&cookie=true", "").status, 200) << "no browser";
}

TEST(PageCookie, GivesWayToATokenInTheForm) {
  ApiServer server;
  server.person("anna");
  const std::string cookie = pair_of(ask_for_tokens(server, kLogInForm + "&cookie=true"));
  const std::string other(
      ask_for_tokens(server, kLogInForm).json().at("refresh_token").as_string());
  const auto renewed =
      ask_for_tokens(server, kRefreshForm + "&refresh_token=" + other, kOwnPage, cookie);
  EXPECT_TRUE(has_refresh_token(renewed));
  EXPECT_EQ(renewed.header("Set-Cookie"), "");
  const auto refused = ask_for_tokens(server, kRefreshForm + "&refresh_token=x", kOwnPage, cookie);
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.header("Set-Cookie"), "") << "it was not answered from the cookie";
  EXPECT_EQ(ask_for_tokens(server, kRefreshForm, kOwnPage, cookie).status, 200);
}

TEST(PageCookie, OfATokenInTheFormIsMadeOnRequest) {
  ApiServer server;
  server.person("anna");
  const std::string token(
      ask_for_tokens(server, kLogInForm).json().at("refresh_token").as_string());
  const auto moved = ask_for_tokens(server, kRefreshForm + "&cookie=true&refresh_token=" + token);
  EXPECT_FALSE(has_refresh_token(moved));
  EXPECT_EQ(ask_for_tokens(server, kRefreshForm, kOwnPage, pair_of(moved)).status, 200);
  const auto ended = server.post("/chat/logout", "", access_of(moved));
  EXPECT_EQ(ended.status, 204);
  EXPECT_TRUE(takes_cookie_away(ended)) << ended.header("Set-Cookie");
}

TEST(PageCookie, IsTakenAwayByTheLogOutOfItsSession) {
  ApiServer server;
  server.person("anna");
  const auto begun = ask_for_tokens(server, kLogInForm + "&cookie=true");
  const std::string access =
      access_of(ask_for_tokens(server, kRefreshForm, kOwnPage, pair_of(begun)));
  const auto ended = server.post("/chat/logout", "", access);
  EXPECT_EQ(ended.status, 204);
  EXPECT_TRUE(takes_cookie_away(ended)) << ended.header("Set-Cookie");
}

TEST(PageCookie, IsTakenAwayOnceItIsOver) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const auto begun = ask_for_tokens(server, kLogInForm + "&cookie=true");
  const auto sessions = server.get("/chat/sessions", access_of(begun)).json();
  for (const auto& session : sessions.at("sessions").as_array()) {
    if (!session.at("current").as_bool()) continue;
    const std::string id = std::to_string(session.at("id").as_int64());
    server.call({"DELETE", "/chat/sessions/" + id, ApiServer::authorization(anna)});
  }
  const auto refused = ask_for_tokens(server, kRefreshForm, kOwnPage, pair_of(begun));
  EXPECT_EQ(refused.code(), "unauthenticated");
  EXPECT_TRUE(takes_cookie_away(refused)) << refused.header("Set-Cookie");
  const std::string name = pair_of(begun).substr(0, pair_of(begun).find('='));
  EXPECT_TRUE(takes_cookie_away(ask_for_tokens(server, kRefreshForm, kOwnPage, name + "=forged")));
}

TEST(PageCookie, OfAnotherDatabaseIsNone) {
  ApiServer server;
  server.person("anna");
  for (const std::string cookie : {"", "asq_refresh_1=1.1.x", "asq_refresh=1.1.x"}) {
    const auto refused = ask_for_tokens(server, kRefreshForm, kOwnPage, cookie);
    EXPECT_EQ(refused.code(), "unauthenticated") << cookie;
    EXPECT_EQ(refused.header("Set-Cookie"), "") << cookie;
    EXPECT_TRUE(refused.header("WWW-Authenticate").starts_with("Bearer"));
  }
}

TEST(PageCookie, StaysWhereTheServerCanNotSayWhetherItIsOver) {
  ApiServer server;
  server.person("anna");
  const std::string cookie = pair_of(ask_for_tokens(server, kLogInForm + "&cookie=true"));
  server.store().refuse("refresh", 1, ErrorCode::storage_full);
  const auto refused = ask_for_tokens(server, kRefreshForm, kOwnPage, cookie);
  EXPECT_EQ(refused.code(), "storage_full");
  EXPECT_EQ(refused.header("Set-Cookie"), "");
  EXPECT_EQ(ask_for_tokens(server, kRefreshForm, kOwnPage, cookie).status, 200);
}

}  // namespace
}  // namespace asq::api
