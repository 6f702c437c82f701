#include "api/routes/route_table.hpp"

#include <gtest/gtest.h>

#include <set>

#include "api/contract/router.hpp"

namespace asq::api {
namespace {

Match route_to(std::string_view method, std::string_view path) {
  static const Router kRouter(route_table());
  return kRouter.match(method, path);
}

TEST(RouteTable, EveryRowIsWhole) {
  std::set<std::string> rows;
  std::set<std::string_view> operations;
  for (const Route& route : route_table()) {
    SCOPED_TRACE(std::string(route.method) + " " + std::string(route.path));
    EXPECT_TRUE(rows.insert(std::string(route.method) + std::string(route.path)).second);
    EXPECT_TRUE(operations.insert(route.operation_id).second);
    EXPECT_TRUE(route.run != nullptr && route.fields != nullptr);
    EXPECT_EQ(route.content != Content::none, !route.example.empty());
    if (route.tag.empty()) continue;
    EXPECT_FALSE(route.summary.empty());
    EXPECT_FALSE(route.successes.empty());
    // Who asks without a limit could ask for ever.
    EXPECT_EQ(route.limit == LimitKind::none, route.tag == "system");
  }
}

TEST(RouteTable, PathFieldsAreThoseOfThePattern) {
  for (const Route& route : route_table()) {
    std::string pattern(route.path);
    for (const FieldShape& field : route.fields()) {
      if (field.place != Place::path) continue;
      const std::string segment = "{" + std::string(field.name) + "}";
      EXPECT_NE(pattern.find(segment), std::string::npos) << route.path << " " << field.name;
      pattern.replace(pattern.find(segment), segment.size(), "");
    }
    EXPECT_EQ(pattern.find('{'), std::string::npos) << route.path;
  }
}

TEST(MatchRoute, FindsTheRowAndItsParameters) {
  const Match match = route_to("GET", "/chat/history/17");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->operation_id, "history");
  ASSERT_EQ(match.parameters.size(), 1U);
  EXPECT_EQ(match.parameters[0].name, "chat_id");
  EXPECT_EQ(match.parameters[0].value, "17");
}

TEST(MatchRoute, FindsWhatStandsDeepInAChat) {
  const Match match = route_to("PUT", "/chat/chats/3/messages/41/reactions/%E2%9D%A4%EF%B8%8F");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->operation_id, "react");
  ASSERT_EQ(match.parameters.size(), 3U);
  EXPECT_EQ(match.parameters[1].name, "seq");
  EXPECT_EQ(match.parameters[1].value, "41");
  EXPECT_EQ(match.parameters[2].value, "\u2764\ufe0f");
  EXPECT_EQ(route_to("PATCH", "/chat/chats/3/messages/41").route->operation_id, "edit_message");
  EXPECT_EQ(route_to("POST", "/chat/chats/3/messages").route->operation_id, "send_message");
  EXPECT_EQ(route_to("GET", "/chat/chats/3").route->operation_id, "chat");
}

TEST(MatchRoute, HeadIsGet) {
  ASSERT_NE(route_to("HEAD", "/chat/me").route, nullptr);
  EXPECT_EQ(route_to("HEAD", "/chat/me").route->operation_id, "me");
}

TEST(MatchRoute, AnotherMethodIsToldWhatIsAllowed) {
  for (const std::string_view method : {"POST", "PUT", "TRACE", "OPTIONS"}) {
    const Match match = route_to(method, "/chat/me");
    EXPECT_EQ(match.route, nullptr) << method;
    EXPECT_EQ(match.allow, "GET, HEAD, PATCH, DELETE, OPTIONS") << method;
  }
  EXPECT_EQ(route_to("GET", "/chat/register").allow, "POST, OPTIONS");
}

TEST(MatchRoute, UnknownPathsLeadNowhere) {
  for (const std::string_view path :
       {"/chat", "/chat/", "/chat/me/", "//chat/me", "/chat//me", "/CHAT/me", "/chat/history",
        "/chat/history/", "/chat/history/1/2", "/chat/me%2F", "/chat%2Fme", "/x", "/%zz"}) {
    const Match match = route_to("GET", path);
    EXPECT_EQ(match.route, nullptr) << path;
    EXPECT_TRUE(match.allow.empty()) << path;
  }
}

TEST(MatchRoute, PercentEncodedIsTheSame) {
  const Match match = route_to("GET", "/ch%61t/history/%31");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.parameters[0].value, "1");
}

}  // namespace
}  // namespace asq::api
