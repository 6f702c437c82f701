// What the log says of accounts when somebody calls the routes: chat/account_log.hpp.
#include <gtest/gtest.h>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiResponse;
using test::ApiServer;
using Lines = std::vector<std::string>;

ApiResponse change(ApiServer& server, const std::string& method, const std::string& target,
                   const std::string& token, const std::string& body = {}) {
  auto headers = ApiServer::authorization(token);
  if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
  return server.call({method, target, headers, body});
}

ApiResponse log_in(ApiServer& server, const std::string& name, const std::string& password) {
  return server.form("/chat/token", "username=" + name + "@example.com&password=" + password);
}

TEST(AccountLines, OfRegistrationsAndLogIns) {
  ApiServer server;
  server.person("anna");
  EXPECT_EQ(server.log_lines().take(),
            (Lines{"user_registered user_id=1 address=192.0.2.1",
                   "logged_in user_id=1 session_id=1 address=192.0.2.1"}));
  log_in(server, "anna", "wrong!");
  log_in(server, "nobody", "secret");
  server.form("/chat/token", "grant_type=refresh_token&refresh_token=x");
  server.post("/chat/register",
              R"({"username":"a","email":"ANNA@example.com","password":"secret"})");
  EXPECT_EQ(server.log_lines().take(),
            (Lines{"login_refused user_id=1 address=192.0.2.1 reason=wrong_password",
                   "login_refused address=192.0.2.1 reason=unknown_email",
                   "refresh_refused address=192.0.2.1 reason=not_issued_here",
                   "registration_refused address=192.0.2.1 reason=email_taken"}));
}

TEST(AccountLines, OfPagesOfOtherOriginsThatWantTheCookie) {
  ApiServer server;
  server.person("anna");
  const std::string log_in = "username=anna@example.com&password=secret&cookie=true";
  const std::string cookie = server.form("/chat/token", log_in).header("Set-Cookie");
  server.log_lines().take();
  const auto ask = [&](const std::string& form, const std::string& pair) {
    return server
        .call({"POST",
               "/chat/token",
               {{"Content-Type", "application/x-www-form-urlencoded"},
                {"Origin", "https://evil.example"},
                {"Cookie", pair}},
               form})
        .status;
  };
  EXPECT_EQ(ask(log_in, ""), 403);
  EXPECT_EQ(ask("grant_type=refresh_token", cookie.substr(0, cookie.find(';'))), 401);
  EXPECT_EQ(server.log_lines().take(),
            (Lines{"login_refused address=192.0.2.1 reason=origin_not_allowed",
                   "refresh_refused address=192.0.2.1 reason=another_origin"}));
}

TEST(AccountLines, NameTheClientBehindATrustedProxy) {
  ApiServer server({.trusted_proxies = {"192.0.2.1"}});
  server.call(
      {"POST",
       "/chat/token",
       {{"Content-Type", "application/x-www-form-urlencoded"}, {"X-Forwarded-For", "2001:db8::7"}},
       "username=a@example.com&password=secret"});
  EXPECT_EQ(server.log_lines().take(), Lines{"login_refused address=2001:db8::7 "
                                             "reason=unknown_email"});
}

TEST(AccountLines, OfWhoIsRefusedByALimit) {
  auto rates = test::no_limits();
  rates.registers = {0.001, 1};
  rates.tokens = {0.001, 2};
  rates.logins = {0.001, 1};
  ApiServer server({}, rates);
  server.post("/chat/register", R"({"username":"a","email":"a@example.com","password":"secret"})");
  server.post("/chat/register", R"({"username":"b","email":"b@example.com","password":"secret"})");
  log_in(server, "a", "wrong!");
  log_in(server, "a", "wrong!");
  EXPECT_EQ(log_in(server, "a", "wrong!").status, 429);
  EXPECT_EQ(server.log_lines().take(),
            (Lines{"user_registered user_id=1 address=192.0.2.1",
                   "registration_refused address=192.0.2.1 reason=limit_register",
                   "login_refused user_id=1 address=192.0.2.1 reason=wrong_password",
                   "login_refused address=192.0.2.1 reason=limit_login",
                   "login_refused address=192.0.2.1 reason=limit_token"}));
}

TEST(AccountLines, OfAClosedRegistration) {
  ApiServer server({}, test::no_limits(), chat::Registrations::closed);
  server.post("/chat/register", R"({"username":"a","email":"a@example.com","password":"secret"})");
  EXPECT_EQ(server.log_lines().take(),
            Lines{"registration_refused address=192.0.2.1 reason=registration_closed"});
}

TEST(AccountLines, OfSessionsThatEnd) {
  ApiServer server;
  server.person("anna");
  const std::string other(server.tokens("anna").at("access_token").as_string());
  server.log_lines().take();
  EXPECT_EQ(change(server, "DELETE", "/chat/sessions/1", other).status, 204);
  EXPECT_EQ(change(server, "DELETE", "/chat/sessions/99", other).status, 404);
  EXPECT_EQ(change(server, "POST", "/chat/logout", other).status, 204);
  EXPECT_EQ(server.log_lines().take(),
            (Lines{"session_ended user_id=1 session_id=1 address=192.0.2.1 "
                   "reason=ended_by_its_owner",
                   "logged_out user_id=1 session_id=2 address=192.0.2.1"}));
}

TEST(AccountLines, OfChangesAndDeletionsOfAnAccount) {
  ApiServer server;
  const std::string token = server.person("anna");
  server.log_lines().take();
  const auto patch = [&](const std::string& body) {
    return change(server, "PATCH", "/chat/me", token, body).status;
  };
  EXPECT_EQ(patch(R"({"username":"Ann"})"), 200);
  EXPECT_EQ(patch(R"({"email":"x@example.com"})"), 422) << "no password was shown";
  EXPECT_EQ(server.log_lines().take(), Lines{});
  EXPECT_EQ(patch(R"({"password":"secret-2","current_password":"wrong!"})"), 422);
  EXPECT_EQ(patch(R"({"password":"secret-2","current_password":"secret"})"), 200);
  EXPECT_EQ(patch(R"({"email":"x@example.com","current_password":"secret-2"})"), 200);
  EXPECT_EQ(
      change(server, "DELETE", "/chat/me", token, R"({"current_password":"secret-2"})").status,
      204);
  EXPECT_EQ(
      server.log_lines().take(),
      (Lines{"password_refused user_id=1 session_id=1 address=192.0.2.1 reason=wrong_password",
             "user_password_changed user_id=1 session_id=1 address=192.0.2.1",
             "user_email_changed user_id=1 session_id=1 address=192.0.2.1",
             "user_deleted user_id=1 session_id=1 address=192.0.2.1"}));
}

TEST(AccountLines, OfAWrongPasswordThatWasToDeleteTheAccount) {
  auto rates = test::no_limits();
  rates.tokens = {0.001, 2};
  ApiServer server({}, rates);
  const std::string token = server.person("anna");
  server.log_lines().take();
  const std::string wrong = R"({"current_password":"wrong!"})";
  EXPECT_EQ(change(server, "DELETE", "/chat/me", token, wrong).status, 422);
  EXPECT_EQ(change(server, "DELETE", "/chat/me", token, wrong).status, 429);
  EXPECT_EQ(
      server.log_lines().take(),
      (Lines{"password_refused user_id=1 session_id=1 address=192.0.2.1 reason=wrong_password",
             "password_refused user_id=1 session_id=1 address=192.0.2.1 reason=limit_token"}));
}

TEST(AccountLines, OfMembersThatAreRemovedAndChatsThatAreDeleted) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const std::string boris = server.person("boris");
  server.person("clara");
  server.group(anna, "[2,3]");
  server.log_lines().take();
  EXPECT_EQ(change(server, "DELETE", "/chat/chats/1/members/1", boris).status, 403);
  EXPECT_EQ(change(server, "DELETE", "/chat/chats/1/members/3", anna).status, 204);
  EXPECT_EQ(change(server, "DELETE", "/chat/chats/1/members/2", boris).status, 204) << "leaves";
  EXPECT_EQ(change(server, "DELETE", "/chat/chats/1", anna).status, 204);
  EXPECT_EQ(server.log_lines().take(),
            (Lines{"member_removed chat_id=1 user_id=3 by=1 address=192.0.2.1",
                   "chat_deleted chat_id=1 by=1 address=192.0.2.1"}));
}

}  // namespace
}  // namespace asq::api
