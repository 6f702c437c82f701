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
      server.call({"DELETE", "/chat/sessions/x", ApiServer::authorization(boris)}).faulty_fields(),
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
  EXPECT_EQ(patch(R"({"password":"another"})").faulty_fields(), "current_password");
  EXPECT_EQ(patch(R"({"password":"short","email":"x"})").faulty_fields(), "email password");
  const auto moved = patch(R"({"email":"a@b.c","current_password":"secret"})");
  EXPECT_EQ(moved.status, 200) << moved.body;
  EXPECT_EQ(server.form("/chat/token", "username=a@b.c&password=secret").status, 200);
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
