// Who may do what: every route of the table, as anonymous, as a stranger, as an ex-member, as a
// member, as an admin and as the owner of the group concerned. A route without a row here fails the
// test. What is another where people=known has rows of its own.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "api/routes/route_table.hpp"
#include "support/cast.hpp"

namespace asq::api {
namespace {

using test::ApiServer;
using test::Cast;

constexpr std::array<std::string_view, 6> kActors = {"anonymous", "stranger", "ex",
                                                     "member",    "admin",    "owner"};
using Statuses = std::array<int, kActors.size()>;  // what each of them is answered

// Words in braces, in target and body, stand for what the cast of the row has: see Cast.
struct Row {
  std::string_view operation;
  std::string target;
  std::string body;
  Statuses statuses;
  bool only_admins_invite = false;
};
constexpr bool kOnlyAdminsInvite = true;

constexpr Statuses kOpen = {200, 200, 200, 200, 200, 200};
constexpr Statuses kAnybody = {401, 200, 200, 200, 200, 200};
constexpr Statuses kMembers = {401, 404, 404, 200, 200, 200};
constexpr Statuses kMembersMake = {401, 404, 404, 201, 201, 201};
constexpr Statuses kAdmins = {401, 404, 404, 403, 200, 200};
constexpr Statuses kOwner = {401, 404, 404, 403, 403, 200};
constexpr Statuses kAnybodyMakes = {401, 201, 201, 201, 201, 201};
constexpr Statuses kNotHere = {401, 409, 409, 409, 409, 409};  // not in a direct chat

std::vector<Row> account_matrix() {
  return {
      {"register", "/chat/register", "{}", {422, 422, 422, 422, 422, 422}},
      {"token", "/chat/token", "x=1", {422, 422, 422, 422, 422, 422}},
      {"set_password", "/chat/password", "{}", {422, 422, 422, 422, 422, 422}},
      {"set_password",
       "/chat/password",
       R"({"token":"AAAAAAABq83vASNFZ4mrzQ","password":"secret"})",
       {404, 404, 404, 404, 404, 404}},
      {"me", "/chat/me", "", kAnybody},
      {"change_me", "/chat/me", R"({"username":"n"})", kAnybody},
      {"change_me", "/chat/me", R"({"handle":"{owner_handle}"})", {401, 409, 409, 409, 409, 200}},
      {"delete_me", "/chat/me", R"({"current_password":"secret"})", {401, 204, 204, 204, 204, 204}},
      {"delete_me", "/chat/me", R"({"current_password":"other"})", {401, 422, 422, 422, 422, 422}},
      {"find_user", "/chat/users?email={other_email}", "", kAnybody},
      {"find_user", "/chat/users?email=@{other_handle}", "", kAnybody},
      {"user", "/chat/users/{owner}", "", kAnybody},
      {"user", "/chat/users/{self}", "", kAnybody},
      {"people", "/chat/people", "", kAnybody},
      {"people", "/chat/people?query={other_handle}", "", kAnybody},
      {"people", "/chat/people?ids={owner},{self}", "", kAnybody},
      {"sessions", "/chat/sessions", "", kAnybody},
      {"end_session", "/chat/sessions/{owner_session}", "", {401, 404, 404, 404, 404, 204}},
      {"logout", "/chat/logout", "", {401, 204, 204, 204, 204, 204}},
      {"sync", "/chat/sync", "", kAnybody},
  };
}

std::vector<Row> chat_matrix() {
  return {
      {"create_direct_chat",
       "/chat/chat",
       R"({"second_email":"{other_email}"})",
       {401, 201, 201, 201, 201, 201}},
      {"create_direct_chat",
       "/chat/chat",
       R"({"second_email":"@{other_handle}"})",
       {401, 201, 201, 201, 201, 201}},
      {"find_chat", "/chat/find-chat", R"({"name":"team"})", kMembers},
      {"chats", "/chat/chats", "", kAnybody},
      {"chat", "/chat/chats/{chat}", "", kMembers},
      {"change_chat", "/chat/chats/{chat}", R"({"name":"n"})", kAdmins},
      {"change_chat", "/chat/chats/{chat}", R"({"admins_only_invite":true})", kAdmins},
      {"change_chat", "/chat/chats/{direct}", R"({"name":"n"})", kNotHere},
      {"delete_chat", "/chat/chats/{chat}", "", {401, 404, 404, 403, 403, 204}},
      {"delete_chat", "/chat/chats/{direct}", "", kNotHere},
      {"mark_read", "/chat/chats/{chat}/read", R"({"seq":1})", kMembers},
      {"create_group",
       "/chat/group",
       R"({"name":"g","participant_ids":[]})",
       {401, 201, 201, 201, 201, 201}},
      {"add_user", "/chat/group/add-user", R"({"group_id":{chat},"email":"{stranger_email}"})",
       kMembers},
      {"add_user", "/chat/group/add-user", R"({"group_id":{chat},"email":"{stranger_email}"})",
       kAdmins, kOnlyAdminsInvite},
      {"create_group",
       "/chat/group",
       R"({"name":"g","participant_ids":[{other}]})",
       {401, 201, 201, 201, 201, 201}},
      {"create_group",
       "/chat/group",
       R"({"name":"g","participants":["@{other_handle}","{ex_email}"]})",
       {401, 201, 201, 201, 201, 201}},
      {"add_user", "/chat/group/add-user", R"({"group_id":{chat},"email":"@{stranger_handle}"})",
       kMembers},
      {"add_user", "/chat/group/add-user", R"({"group_id":{chat},"email":"{ex_email}"})", kAdmins},
      {"add_user",
       "/chat/group/add-user",
       R"({"group_id":{direct},"email":"{stranger_email}"})",
       {401, 404, 404, 404, 404, 404}},
  };
}

std::vector<Row> member_matrix() {
  const std::string members = "/chat/chats/{chat}/members";
  return {
      {"members", members, "", kMembers},
      {"change_member", members + "/{other}", R"({"role":"admin"})", kOwner},
      {"change_member", members + "/{other}", R"({"role":"owner"})", kOwner},
      {"change_member",
       members + "/{owner}",
       R"({"role":"member"})",
       {401, 404, 404, 403, 403, 403}},
      {"change_member",
       members + "/{stranger}",
       R"({"role":"admin"})",
       {401, 404, 404, 403, 403, 404}},
      {"change_member", "/chat/chats/{direct}/members/{other}", R"({"role":"admin"})", kNotHere},
      {"remove_member", members + "/{other}", "", {401, 404, 404, 403, 204, 204}},
      {"remove_member", members + "/{second_admin}", "", {401, 404, 404, 403, 403, 204}},
      {"remove_member", members + "/{owner}", "", {401, 404, 404, 403, 403, 204}},
      {"remove_member", members + "/{self}", "", {401, 404, 404, 204, 204, 204}},
      {"remove_member", members + "/{stranger}", "", {401, 404, 404, 404, 404, 404}},
      {"remove_member", "/chat/chats/{direct}/members/{other}", "", kNotHere},
      {"remove_member", "/chat/chats/{direct}/members/{self}", "", kNotHere},
  };
}

std::vector<Row> invite_matrix() {
  const std::string invites = "/chat/chats/{chat}/invites";
  const std::string of_direct_chat = "/chat/chats/{direct}/invites";
  return {
      {"create_group_invite", invites, "{}", kMembersMake},
      {"create_group_invite", invites, "{}", {401, 404, 404, 403, 201, 201}, kOnlyAdminsInvite},
      {"create_group_invite", of_direct_chat, "{}", kNotHere},
      {"group_invites", invites, "", kAdmins},
      {"group_invites", of_direct_chat, "", kNotHere},
      {"create_invite", "/chat/invites", "{}", kAnybodyMakes},
      {"invites", "/chat/invites", "", kAnybody},
      {"invite", "/chat/invites/{invite}", "", kOpen},
      {"invite", "/chat/invites/{personal_invite}", "", kOpen},
      {"invite", "/chat/invites/{ended_invite}", "", {410, 410, 410, 410, 410, 410}},
      {"invite", "/chat/invites/nobodys", "", {404, 404, 404, 404, 404, 404}},
  };
}

// Who has the token may accept; ending is for its maker and, in a group, for who may remove
// members.
std::vector<Row> invite_token_matrix() {
  return {
      {"end_invite", "/chat/invites/{invite}", "", {401, 403, 403, 403, 204, 204}},
      {"end_invite", "/chat/invites/{members_invite}", "", {401, 403, 403, 403, 204, 204}},
      {"end_invite", "/chat/invites/{own_invite}", "", {401, 204, 204, 204, 204, 204}},
      {"end_invite", "/chat/invites/{personal_invite}", "", {401, 403, 403, 403, 403, 403}},
      {"end_invite", "/chat/invites/{ended_invite}", "", {401, 410, 410, 410, 410, 410}},
      {"end_invite", "/chat/invites/nobodys", "", {401, 404, 404, 404, 404, 404}},
      {"accept_invite", "/chat/invites/{invite}/accept", "", {401, 200, 403, 200, 200, 200}},
      {"accept_invite", "/chat/invites/{ended_invite}/accept", "", {401, 410, 410, 200, 200, 200}},
      {"accept_invite", "/chat/invites/{personal_invite}/accept", "", kAnybody},
      {"accept_invite", "/chat/invites/{own_invite}/accept", "", {401, 422, 422, 422, 422, 422}},
      {"accept_invite", "/chat/invites/nobodys/accept", "", {401, 404, 404, 404, 404, 404}},
  };
}

std::vector<Row> message_matrix() {
  const std::string messages = "/chat/chats/{chat}/messages";
  const std::string reactions = messages + "/{others_seq}/reactions/%F0%9F%91%8D";
  return {
      {"history", "/chat/history/{chat}", "", kMembers},
      {"group_history", "/chat/group-history/{chat}", "", kMembers},
      {"group_message", "/chat/group-message", R"({"chat_id":{chat},"text":"hi"})", kMembersMake},
      {"messages", messages, "", kMembers},
      {"send_message", messages, R"({"text":"hi"})", kMembersMake},
      {"edit_message", messages + "/{own_seq}", R"({"text":"new"})", kMembers},
      {"edit_message",
       messages + "/{others_seq}",
       R"({"text":"new"})",
       {401, 404, 404, 403, 403, 403}},
      {"delete_message", messages + "/{own_seq}", "", kMembers},
      {"delete_message", messages + "/{others_seq}", "", kAdmins},
      {"react", reactions, "", kMembers},
      {"unreact", reactions, "", kMembers},
      {"chat_socket", "/chat/ws/{chat}", "", {401, 404, 404, 101, 101, 101}},
      {"person_socket", "/chat/ws", "", {401, 101, 101, 101, 101, 101}},  // command_matrix_test.cpp
  };
}

std::vector<Row> system_matrix() {
  return {
      {"server", "/chat/server", "", kOpen},
      {"health", "/healthz", "", kOpen},
      {"readiness", "/readyz", "", kOpen},
      {"metrics", "/metrics", "", kOpen},
      {"openapi", "/openapi.json", "", kOpen},
      {"page", "/", "", kOpen},
      {"page_of_invitation", "/i/x", "", kOpen},
      {"page_of_chat", "/c/1", "", kOpen},
      {"page_of_message", "/c/1/2", "", kOpen},
      {"page_of_settings", "/settings", "", kOpen},
      {"page_of_settings_section", "/settings/x", "", kOpen},
      {"page_of_reset", "/reset", "", kOpen},
      {"page_asset", "/assets/x", "", {404, 404, 404, 404, 404, 404}},
      {"docs", "/docs", "", kOpen},
      {"docs_slash", "/docs/", "", {308, 308, 308, 308, 308, 308}},
      {"docs_errors", "/docs/errors", "", kOpen},
      {"docs_guide", "/docs/guide", "", kOpen},
      {"docs_asset", "/docs/page.css", "", kOpen},
      {"client_package", "/sdk/asq-client.tgz", "", kOpen},
  };
}

// Where people=known.
std::vector<Row> matrix_of_known() {
  return {
      {"people", "/chat/people", "", kAnybody},
      {"people", "/chat/people?query={other_handle}", "", kAnybody},
      {"people", "/chat/people?ids={owner},{self}", "", kAnybody},
      {"find_user", "/chat/users?email=@{other_handle}", "", kAnybody},
      {"create_group",
       "/chat/group",
       R"({"name":"g","participants":["@{other_handle}"]})",
       {401, 201, 201, 201, 201, 201}},
      {"add_user", "/chat/group/add-user", R"({"group_id":{chat},"email":"@{stranger_handle}"})",
       kMembers},
      {"user", "/chat/users/{owner}", "", kMembers},
      {"user", "/chat/users/{self}", "", kAnybody},
      {"find_user", "/chat/users?email={other_email}", "", kAnybody},
      {"create_direct_chat",
       "/chat/chat",
       R"({"second_email":"{other_email}"})",
       {401, 201, 201, 201, 201, 201}},
      {"create_group",
       "/chat/group",
       R"({"name":"g","participant_ids":[{other}]})",
       {401, 422, 422, 201, 201, 201}},
      {"add_user", "/chat/group/add-user", R"({"group_id":{chat},"email":"{stranger_email}"})",
       kMembers},
      {"add_user", "/chat/group/add-user", R"({"group_id":{chat},"email":"{ex_email}"})", kAdmins},
      {"accept_invite", "/chat/invites/{invite}/accept", "", {401, 200, 403, 200, 200, 200}},
      {"accept_invite", "/chat/invites/{personal_invite}/accept", "", kAnybody},
  };
}

std::vector<Row> matrix() {
  std::vector<Row> rows;
  for (auto part : {account_matrix(), chat_matrix(), member_matrix(), invite_matrix(),
                    invite_token_matrix(), message_matrix(), system_matrix()}) {
    std::ranges::move(part, std::back_inserter(rows));
  }
  return rows;
}

std::string content_type(const Route& route) {
  return route.content == Content::form ? "application/x-www-form-urlencoded" : "application/json";
}

int status_of(ApiServer& server, Cast& cast, const Route& route, const Row& row,
              const std::string& actor) {
  const bool known = actor != "anonymous";
  cast.act_as(known ? actor : "owner",
              (row.target + row.body).find("{direct}") != std::string::npos);
  cast.make_invites(known ? actor : "owner", row.target + row.body);
  test::ApiRequest request{std::string(route.method), cast.filled(row.target),
                           ApiServer::authorization(known ? cast.token(actor) : ""),
                           cast.filled(row.body)};
  if (!row.body.empty()) request.headers.push_back({"Content-Type", content_type(route)});
  if (route.auth == Auth::socket) request.headers = ApiServer::upgrade(std::move(request.headers));
  return server.call(std::move(request)).status;
}

TEST(AuthorisationMatrix, HasARowForEveryRoute) {
  const std::vector<Row> rows = matrix();
  for (const Route& route : route_table()) {
    EXPECT_TRUE(std::ranges::count(rows, route.operation_id, &Row::operation) > 0)
        << route.operation_id << " has no row";
  }
}

void expect_holds(ApiServer& server, const std::vector<Row>& rows) {
  int casts = 0;
  for (const Row& row : rows) {
    const auto route = std::ranges::find(route_table(), row.operation, &Route::operation_id);
    ASSERT_NE(route, route_table().end()) << row.operation;
    // What changes something finds everything as it was for each actor.
    const bool changes = route->method != "GET";
    std::optional<Cast> cast;
    for (std::size_t i = 0; i < kActors.size(); ++i) {
      const bool first = !cast.has_value();
      if (first || (changes && route->tag == "accounts")) cast.emplace(server, ++casts);
      if (first || changes) cast->make_group();
      if (row.only_admins_invite) cast->let_only_admins_invite();
      EXPECT_EQ(status_of(server, *cast, *route, row, std::string(kActors[i])), row.statuses[i])
          << row.operation << " " << row.target << " " << row.body << " as " << kActors[i];
    }
  }
}

TEST(AuthorisationMatrix, Holds) {
  ApiServer server;
  expect_holds(server, matrix());
}

TEST(AuthorisationMatrix, HoldsWhereOnlyThoseOneKnowsCanBeFound) {
  ApiServer server({}, test::no_limits(), chat::Registrations::open, chat::People::known);
  expect_holds(server, matrix_of_known());
}

constexpr std::array<std::string_view, 5> kOpenUnderChat = {"register", "token", "set_password",
                                                            "server", "invite"};

TEST(RouteAuthentication, OnlyWhatMustBeOpenIsOpen) {
  for (const Route& route : route_table()) {
    const bool open = !route.path.starts_with("/chat/") ||
                      std::ranges::count(kOpenUnderChat, route.operation_id) > 0;
    EXPECT_EQ(route.auth == Auth::none, open) << route.path;
  }
}

}  // namespace
}  // namespace asq::api
