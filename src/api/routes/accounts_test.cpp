#include <gtest/gtest.h>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

TEST(AccountRoutes, LogoutAndRefreshWorkAtOnce) {
  ApiServer server;
  server.person("anna");
  const auto tokens = server.tokens("anna");
  const std::string refresh(tokens.at("refresh_token").as_string());
  const auto renewed =
      server.form("/chat/token", "grant_type=refresh_token&refresh_token=" + refresh);
  EXPECT_EQ(renewed.status, 200);
  const std::string token(renewed.json().at("access_token").as_string());
  EXPECT_EQ(server.get("/chat/sessions", token).json().at("sessions").as_array().size(), 2U);
  EXPECT_EQ(server.post("/chat/logout", "", token).status, 204);
  EXPECT_EQ(server.get("/chat/me", token).status, 401);
  EXPECT_EQ(server.get("/chat/me", std::string(tokens.at("access_token").as_string())).status, 401);
}

TEST(AccountRoutes, EndsOnesOwnSessionsOnly) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const std::string boris = server.person("boris");
  const auto sessions = server.get("/chat/sessions", anna).json();
  ASSERT_EQ(sessions.at("sessions").as_array().size(), 1U);
  EXPECT_TRUE(sessions.at("sessions").at(0).at("current").as_bool());
  const std::string target =
      "/chat/sessions/" + std::to_string(sessions.at("sessions").at(0).at("id").as_int64());
  EXPECT_EQ(server.call({"DELETE", target, ApiServer::authorization(boris)}).code(),
            "session_not_found");
  EXPECT_EQ(server.call({"DELETE", target, ApiServer::authorization(anna)}).status, 204);
  EXPECT_EQ(server.get("/chat/me", anna).status, 401);
  EXPECT_EQ(
      server.call({"DELETE", "/chat/sessions/x", ApiServer::authorization(boris)}).bad_fields(),
      "session_id");
}

TEST(AccountRoutes, ChangesOnesOwnProfile) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const auto patch = [&](const std::string& body) {
    auto headers = ApiServer::authorization(anna);
    headers.push_back({"Content-Type", "application/json"});
    return server.call({"PATCH", "/chat/me", headers, body});
  };
  EXPECT_EQ(patch(R"({"username":"Аня"})").json().at("name").as_string(), "Аня");
  EXPECT_EQ(patch(R"({"password":"another"})").bad_fields(), "current_password");
  EXPECT_EQ(patch(R"({"password":"short","email":"x"})").bad_fields(), "email password");
  const auto moved = patch(R"({"email":"a@b.c","current_password":"secret"})");
  EXPECT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(server.form("/chat/token", "username=a@b.c&password=secret").status, 200);
}

// With somebody's token the password could be guessed a hundred times a second.
TEST(AccountRoutes, GuessingTheCurrentPasswordIsLimitedLikeLoggingIn) {
  RateOptions rates = test::no_limits();
  rates.tokens = {0.0001, 3};
  ApiServer server({}, rates);
  const std::string anna = server.person("anna");  // one login from 192.0.2.1
  const auto patch = [&](const std::string& body, const std::string& peer) {
    auto headers = ApiServer::authorization(anna);
    headers.push_back({"Content-Type", "application/json"});
    return server.call({"PATCH", "/chat/me", headers, body, peer});
  };
  const std::string guess = R"({"email":"a@b.c","current_password":"wrong!"})";
  for (int i = 0; i < 2; ++i) EXPECT_EQ(patch(guess, "192.0.2.1").status, 422);
  const auto same_address = patch(guess, "192.0.2.1");
  EXPECT_EQ(same_address.code(), "rate_limited");
  EXPECT_EQ(same_address.header("RateLimit-Limit"), "3");
  EXPECT_NE(same_address.header("Retry-After"), "");
  EXPECT_EQ(patch(guess, "192.0.2.2").code(), "rate_limited") << "the account has had its three";
  EXPECT_EQ(patch(R"({"email":"a@b.c"})", "192.0.2.3").status, 422) << "no guess";
  EXPECT_EQ(patch(R"({"username":"b"})", "192.0.2.3").status, 200);
}

TEST(AccountRoutes, RegistrationCanBeClosed) {
  ApiServer server({}, test::no_limits(), false);
  EXPECT_EQ(
      server
          .post("/chat/register", R"({"username":"m","email":"m@example.com","password":"secret"})")
          .code(),
      "registration_closed");
}

}  // namespace
}  // namespace asq::api
