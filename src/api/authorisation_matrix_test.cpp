// Who may do what: every route of the table, as anonymous, as a stranger, as a member and as the
// owner of the chat concerned. A route without a row here fails the test.
#include <gtest/gtest.h>

#include <map>

#include "api/route_table.hpp"
#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

// What each actor is answered; the owner comes last, and so finds the others' changes.
struct Row {
  std::string target;
  std::string body;
  std::string content_type;
  int anonymous, stranger, member, owner;
};

constexpr const char* kJson = "application/json";
constexpr const char* kForm = "application/x-www-form-urlencoded";

// Group 1 belongs to the owner (user 1) and has the member (user 2); the stranger is user 3.
const std::map<std::string_view, Row>& matrix() {
  static const std::map<std::string_view, Row> kMatrix{
      {"register", {"/chat/register", "{}", kJson, 422, 422, 422, 422}},
      {"token", {"/chat/token", "x=1", kForm, 422, 422, 422, 422}},
      {"me", {"/chat/me", "", "", 401, 200, 200, 200}},
      {"change_me", {"/chat/me", R"({"username":"n"})", kJson, 401, 200, 200, 200}},
      {"sessions", {"/chat/sessions", "", "", 401, 200, 200, 200}},
      // The owner's session is number 1.
      {"end_session", {"/chat/sessions/1", "", "", 401, 404, 404, 204}},
      {"logout", {"/chat/logout", "", "", 401, 204, 204, 401}},
      {"create_direct_chat",
       {"/chat/chat", R"({"second_email":"other@example.com"})", kJson, 401, 201, 201, 201}},
      {"find_chat", {"/chat/find-chat", R"({"name":"team"})", kJson, 401, 404, 200, 200}},
      {"chats", {"/chat/chats", "", "", 401, 200, 200, 200}},
      {"create_group",
       {"/chat/group", R"({"name":"g","participant_ids":[1]})", kJson, 401, 201, 201, 201}},
      {"add_user",
       {"/chat/group/add-user", R"({"group_id":1,"email":"other@example.com"})", kJson, 401, 404,
        200, 200}},
      {"history", {"/chat/history/1", "", "", 401, 404, 200, 200}},
      {"group_history", {"/chat/group-history/1", "", "", 401, 404, 200, 200}},
      {"group_message",
       {"/chat/group-message", R"({"chat_id":1,"text":"hi"})", kJson, 401, 404, 201, 201}},
      {"chat_socket", {"/chat/ws/1", "", "", 401, 404, 101, 101}},
      {"health", {"/healthz", "", "", 200, 200, 200, 200}},
      {"readiness", {"/readyz", "", "", 200, 200, 200, 200}},
      {"metrics", {"/metrics", "", "", 200, 200, 200, 200}},
      {"openapi", {"/openapi.json", "", "", 200, 200, 200, 200}},
      {"landing", {"/", "", "", 200, 200, 200, 200}},
      {"docs", {"/docs", "", "", 200, 200, 200, 200}},
      {"docs_slash", {"/docs/", "", "", 200, 200, 200, 200}},
      {"docs_errors", {"/docs/errors", "", "", 200, 200, 200, 200}},
      {"docs_asset", {"/docs/page.css", "", "", 200, 200, 200, 200}},
  };
  return kMatrix;
}

class AuthorisationMatrix : public ::testing::Test {
 protected:
  AuthorisationMatrix() {
    owner_ = server_.person("owner");
    member_ = server_.person("member");
    stranger_ = server_.person("stranger");
    server_.person("other");
    server_.post("/chat/group", R"({"name":"team","participant_ids":[2]})", owner_);
  }

  int status_of(const Route& route, const Row& row, const std::string& token) {
    test::ApiRequest request{std::string(route.method), row.target, ApiServer::authorization(token),
                             row.body};
    if (!row.body.empty()) request.headers.push_back({"Content-Type", row.content_type});
    if (route.auth == Auth::socket) {
      for (const auto& [name, value] : {std::pair{"Upgrade", "websocket"},
                                        {"Connection", "Upgrade"},
                                        {"Sec-WebSocket-Version", "13"},
                                        {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}}) {
        request.headers.push_back({name, value});
      }
    }
    return server_.call(std::move(request)).status;
  }

  void expect_row(const Route& route) {
    SCOPED_TRACE(std::string(route.operation_id));
    const Row& row = matrix().at(route.operation_id);
    EXPECT_EQ(status_of(route, row, ""), row.anonymous) << "anonymous";
    EXPECT_EQ(status_of(route, row, stranger_), row.stranger) << "stranger";
    EXPECT_EQ(status_of(route, row, member_), row.member) << "member";
    EXPECT_EQ(status_of(route, row, owner_), row.owner) << "owner";
  }

  ApiServer server_;
  std::string owner_, member_, stranger_;
};

TEST_F(AuthorisationMatrix, HasARowForEveryRouteAndHolds) {
  // These two take the tokens away, and so come last.
  std::vector<const Route*> last;
  for (const Route& route : route_table()) {
    ASSERT_TRUE(matrix().contains(route.operation_id)) << route.operation_id << " has no row";
    const bool ends = route.operation_id == "logout" || route.operation_id == "end_session";
    if (ends) {
      last.insert(last.begin(), &route);
    } else {
      expect_row(route);
    }
  }
  for (const Route* route : last) expect_row(*route);
}

TEST(RouteAuthentication, OnlyWhatMustBeOpenIsOpen) {
  for (const Route& route : route_table()) {
    const bool open = !route.path.starts_with("/chat/") || route.operation_id == "register" ||
                      route.operation_id == "token";
    EXPECT_EQ(route.auth == Auth::none, open) << route.path;
  }
}

}  // namespace
}  // namespace asq::api
