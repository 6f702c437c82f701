#include "app/administration.hpp"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "app/core.hpp"
#include "app/run_task.hpp"
#include "store/sqlite/core/database.hpp"
#include "support/temporary_directory.hpp"

namespace asq::app {
namespace {

namespace json = boost::json;

// The real store and hasher behind it.
struct AdministrationTest : testing::Test {
  json::object ask(const std::string& request) {
    return json::parse(core->administration().answer(request)).as_object();
  }
  json::object add(const std::string& email, const std::string& password) {
    return ask(R"({"verb":"user_add","username":"Anna","email":")" + email + R"(","password":")" +
               password + "\"}");
  }

  test::TemporaryDirectory home;
  SystemClock clock;
  DataDirectory directory = DataDirectory::open(home.path() / "data").value();
  std::unique_ptr<Core> core = Core::open(Settings{}, directory, clock, nullptr).value();
};

TEST_F(AdministrationTest, AddsAndListsAccounts) {
  const auto added = add("anna@example.com", "secret");
  const auto listed = ask(R"({"verb":"user_list","after":0})");

  EXPECT_EQ(added.at("ok"), true);
  EXPECT_EQ(added.at("user").at("id").as_int64(), 1);
  ASSERT_EQ(listed.at("users").as_array().size(), 1U);
  EXPECT_EQ(listed.at("users").at(0).at("email").as_string(), "anna@example.com");
  EXPECT_EQ(listed.at("users").at(0).at("handle").as_string(), "anna");
  EXPECT_EQ(listed.at("users").at(0).at("disabled"), false);
  EXPECT_EQ(listed.at("more"), false);
}

TEST_F(AdministrationTest, AnAccountGetsAHandleOfItsOwnAndIsNamedByIt) {
  const auto with_handle = [this](const std::string& email, const std::string& handle) {
    return ask(R"({"verb":"user_add","username":"Anna","email":")" + email +
               R"(","password":"secret","handle":")" + handle + "\"}");
  };
  EXPECT_EQ(with_handle("a@example.com", "Anna.B").at("user").at("handle").as_string(), "anna.b");
  EXPECT_EQ(with_handle("b@example.com", "anna.b").at("code").as_string(), "handle_taken");
  EXPECT_EQ(with_handle("b@example.com", "admin").at("code").as_string(), "handle_taken");
  EXPECT_EQ(with_handle("b@example.com", "a..b").at("code").as_string(), "invalid");
  EXPECT_EQ(ask(R"({"verb":"user_disable","email":"@ANNA.b"})").at("user").at("disabled"), true);
  EXPECT_EQ(ask(R"({"verb":"user_enable","email":"@anna"})").at("code").as_string(),
            "user_not_found");
}

TEST_F(AdministrationTest, ListGoesOnAfterAnId) {
  add("anna@example.com", "secret");
  add("maks@example.com", "secret");

  const auto rest = ask(R"({"verb":"user_list","after":1})");

  ASSERT_EQ(rest.at("users").as_array().size(), 1U);
  EXPECT_EQ(rest.at("users").at(0).at("id").as_int64(), 2);
}

TEST_F(AdministrationTest, RulesOfRegistrationHold) {
  add("anna@example.com", "secret");

  EXPECT_EQ(add("ANNA@example.com", "secret").at("code").as_string(), "email_taken");
  const auto bad = add("nobody", "short");
  EXPECT_EQ(bad.at("code").as_string(), "invalid");
  const std::string sentence(bad.at("error").as_string());
  EXPECT_NE(sentence.find("email: "), std::string::npos) << sentence;
  EXPECT_NE(sentence.find("password: "), std::string::npos) << sentence;
  EXPECT_EQ(sentence.find("short"), std::string::npos) << "a password is not repeated";
}

TEST_F(AdministrationTest, AnEmailIsTheSameInEverySpelling) {
  EXPECT_EQ(add(" ivan@почта.рф ", "secret").at("user").at("email").as_string(), "ivan@почта.рф");
  EXPECT_EQ(add("ivan@xn--80a1acny.xn--p1ai", "secret").at("code").as_string(), "email_taken");
  const auto reply = ask(R"({"verb":"user_disable","email":"Ivan@xn--80a1acny.xn--p1ai\n"})");
  EXPECT_EQ(reply.at("user").at("id").as_int64(), 1);
}

// As 0.1.0 left them: one of them with white space that is cut off today.
TEST_F(AdministrationTest, OfTwoAccountsWithOneEmailEachIsFoundByItsSpelling) {
  add("vera@example.com", "secret");
  core.reset();
  store::sqlite::Database(directory.path() / "asq.db")
      .execute(
          "UPDATE users SET email = '\u00a0vera@example.com';"
          "INSERT INTO users (username, email, email_folded, password_hash, created_at) "
          "SELECT 'Vera', 'vera@example.com', email_folded || char(10) || '2', password_hash, 5 "
          "FROM users");
  core = Core::open(Settings{}, directory, clock, nullptr).value();
  for (const char* verb : {"user_disable", "user_enable", "user_reset_password"}) {
    const auto found = [&](const std::string& email) {
      const auto reply = ask(R"({"verb":")" + std::string(verb) +
                             R"(","password":"secret","email":")" + email + "\"}");
      return reply.at("user").at("id").as_int64();
    };
    EXPECT_EQ(found("\u00a0vera@example.com"), 1) << verb;
    EXPECT_EQ(found("vera@example.com"), 2) << verb;
  }
}

TEST_F(AdministrationTest, RulesOfNamesHold) {
  const auto named = [this](const std::string& name) {
    return ask(R"({"verb":"user_add","email":"a@example.com","password":"secret","username":")" +
               name + "\"}");
  };
  for (const char* bad : {" ", R"(\u200b)", R"(\u3164)", R"(a\nb)", R"(a\u202eb)"}) {
    const auto reply = named(bad);
    EXPECT_EQ(reply.at("code").as_string(), "invalid") << bad;
    EXPECT_TRUE(reply.at("error").as_string().starts_with("username: ")) << bad;
  }
  EXPECT_EQ(named(" Anna ").at("user").at("username").as_string(), "Anna");
}

TEST_F(AdministrationTest, DisablesAndEnables) {
  add("anna@example.com", "secret");
  const std::string email = R"(,"email":"anna@example.com"})";

  EXPECT_EQ(ask(R"({"verb":"user_disable")" + email).at("user").at("disabled"), true);
  EXPECT_EQ(ask(R"({"verb":"user_enable")" + email).at("user").at("disabled"), false);
}

TEST_F(AdministrationTest, ResetsAPassword) {
  add("anna@example.com", "secret");
  const auto reset =
      ask(R"({"verb":"user_reset_password","email":"anna@example.com","password":"another"})");
  EXPECT_EQ(reset.at("ok"), true);
}

TEST_F(AdministrationTest, MakesALinkToSetANewPasswordWith) {
  add("anna@example.com", "secret");
  const auto made = ask(R"({"verb":"user_reset_link","email":"ANNA@example.com"})");

  EXPECT_EQ(made.at("user").at("id").as_int64(), 1);
  EXPECT_TRUE(from_rfc3339(std::string_view(made.at("expires_at").as_string())));
  const std::string path(made.at("link").at("path").as_string());
  const std::string begins = "/reset#";
  ASSERT_TRUE(path.starts_with(begins)) << path;
  auto& accounts = core->accounts();
  const std::string token = path.substr(begins.size());
  EXPECT_TRUE(run_task(accounts.set_password(ClientNetwork(), token, "another", clock.now())));
  EXPECT_EQ(
      run_task(accounts.set_password(ClientNetwork(), token, "a third", clock.now())).error().code,
      ErrorCode::reset_over);
}

TEST_F(AdministrationTest, NoLinkIsMadeForADisabledAccount) {
  add("anna@example.com", "secret");
  ask(R"({"verb":"user_disable","email":"anna@example.com"})");
  const auto refused = ask(R"({"verb":"user_reset_link","email":"anna@example.com"})");
  EXPECT_EQ(refused.at("ok"), false);
  EXPECT_EQ(refused.at("error").as_string(), "This account is disabled; enable it first.");
}

TEST_F(AdministrationTest, UnknownAccountIsSaidToBeUnknown) {
  for (const char* verb :
       {"user_disable", "user_enable", "user_reset_password", "user_reset_link"}) {
    const auto reply = ask(R"({"verb":")" + std::string(verb) +
                           R"(","email":"nobody@example.com","password":"secret"})");
    EXPECT_EQ(reply.at("code").as_string(), "user_not_found") << verb;
    const auto empty =
        ask(R"({"verb":")" + std::string(verb) + R"(","email":"","password":"secret"})");
    EXPECT_EQ(empty.at("code").as_string(), "invalid") << verb;
  }
}

TEST_F(AdministrationTest, WhatIsNoRequestIsRefused) {
  for (const char* request : {"", "rubbish", "[]", "{}", R"({"verb":1})", R"({"verb":"fly"})",
                              R"({"verb":"user_add"})", R"({"verb":"user_list","after":-1})"}) {
    EXPECT_EQ(ask(request).at("ok"), false) << request;
  }
  EXPECT_EQ(ask(R"({"verb":"ping"})").at("ok"), true);
}

TEST_F(AdministrationTest, MakesInvitations) {
  const auto made = ask(R"({"verb":"invite","expires_in":0})");
  EXPECT_EQ(made.at("ok"), true);
  const std::string path(made.at("link").at("path").as_string());
  EXPECT_TRUE(path.starts_with("/i/"));
  EXPECT_TRUE(core->invites().id_of(path.substr(3)));
  EXPECT_EQ(made.at("link").at("public_url").as_string(), "");
  EXPECT_EQ(made.at("link").at("listen").as_string(), "127.0.0.1:8000");
}

// The setting may say any free port.
TEST_F(AdministrationTest, LinksBeginWhereTheServerListensByNow) {
  core->administration().set_listen({"127.0.0.1", 8123});
  const auto made = ask(R"({"verb":"invite","expires_in":0})");
  EXPECT_EQ(made.at("link").at("listen").as_string(), "127.0.0.1:8123");
}

TEST_F(AdministrationTest, EndsInvitations) {
  const auto made = ask(R"({"verb":"invite","expires_in":0})");
  const std::string token(std::string_view(made.at("link").at("path").as_string()).substr(3));
  const std::string end = R"({"verb":"invite_end","token":")" + token + "\"}";
  EXPECT_EQ(ask(end).at("invite_id").as_int64(), 1);
  EXPECT_EQ(ask(end).at("code").as_string(), "invite_over");
  EXPECT_EQ(ask(R"({"verb":"invite_end","token":"x"})").at("code").as_string(), "invite_not_found");
  EXPECT_EQ(ask(R"({"verb":"invite_end"})").at("code").as_string(), "invalid");
}

TEST_F(AdministrationTest, RefusesInvitationsToNoGroup) {
  const auto refused = ask(R"({"verb":"invite","chat_id":7})");
  EXPECT_EQ(refused.at("code").as_string(), "chat_not_found");
  EXPECT_EQ(refused.at("error").as_string(), "There is no group with that id.");
  EXPECT_EQ(ask(R"({"verb":"invite","max_uses":0})").at("code").as_string(), "invalid");
  EXPECT_EQ(ask(R"({"verb":"invite","expires_in":-1})").at("code").as_string(), "invalid");
}

}  // namespace
}  // namespace asq::app
