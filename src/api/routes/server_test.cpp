#include <gtest/gtest.h>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

TEST(ServerRoute, TellsAnybodyWhatTheServerIsLike) {
  ApiServer server({.server_name = "Café \"Nord\"", .contact = "room 12"});
  const auto facts = server.get("/chat/server");
  EXPECT_EQ(facts.status, 200);
  EXPECT_EQ(facts.body, R"({"name":"Café \"Nord\"","contact":"room 12","version":")" ASQ_VERSION
                        R"(","registration":"open","password_min":6,"text_max":16384,)"
                        R"("directory":true})");
}

TEST(ServerRoute, FollowsTheSettings) {
  ApiServer server({.min_password_characters = 9}, test::no_limits(), chat::Registrations::invited,
                   chat::People::known);
  const auto facts = server.get("/chat/server").json();
  EXPECT_EQ(facts.at("name").as_string(), "ASQ Chat");
  EXPECT_FALSE(facts.as_object().contains("contact"));
  EXPECT_EQ(facts.at("registration").as_string(), "invited");
  EXPECT_EQ(facts.at("password_min").as_int64(), 9);
  EXPECT_FALSE(facts.at("directory").as_bool());
}

}  // namespace
}  // namespace asq::api
