#include <gtest/gtest.h>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiResponse;
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

// OAuth clients send all fields that they know: 422 for an empty grant_type kept them out.
TEST(AccountRoutes, AnEmptyFieldOfTheTokenFormCountsAsAbsent) {
  ApiServer server;
  server.person("anna");
  const std::string unused = "&scope=&client_id=&client_secret=";
  const auto tokens =
      server.form("/chat/token",
                  "grant_type=&username=anna@example.com&password=secret&refresh_token=" + unused);
  ASSERT_EQ(tokens.status, 200);
  const std::string refresh(tokens.json().at("refresh_token").as_string());
  const auto renewed =
      server.form("/chat/token",
                  "grant_type=refresh_token&username=&password=&refresh_token=" + refresh + unused);
  EXPECT_EQ(renewed.status, 200);
  EXPECT_EQ(server.form("/chat/token", "username=&password=").bad_fields(), "username password");
  EXPECT_EQ(server.form("/chat/token", "grant_type=refresh_token&refresh_token=").code(),
            "unauthenticated");
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

// Three hundred people behind one address, each with a session of their own.
TEST(AccountRoutes, ARefreshCountsForItsAccountAndAFailedOneForTheAddress) {
  RateOptions rates = test::no_limits();
  rates.tokens = {0.0001, 3};
  ApiServer server({}, rates);
  server.person("anna");  // one login from the address of all of these
  const auto tokens = server.tokens("anna");
  std::string refresh(tokens.at("refresh_token").as_string());
  for (int i = 0; i < 10; ++i) {
    const auto next =
        server.form("/chat/token", "grant_type=refresh_token&refresh_token=" + refresh);
    ASSERT_EQ(next.status, 200);
    refresh = std::string(next.json().at("refresh_token").as_string());
  }
  const auto failed = [&] {
    return server.form("/chat/token", "grant_type=refresh_token&refresh_token=x").status;
  };
  EXPECT_EQ(failed(), 401);
  EXPECT_EQ(failed(), 429);
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

ApiResponse log_in_from(ApiServer& server, const std::string& peer, const std::string& name,
                        const std::string& password) {
  return server.call({"POST",
                      "/chat/token",
                      {{"Content-Type", "application/x-www-form-urlencoded"}},
                      "username=" + name + "@example.com&password=" + password,
                      peer});
}

// 150 addresses can guess at one account as fast as their buckets allow together.
TEST(AccountRoutes, LogInsAreLimitedPerEmailWhetherOrNotThereIsAnAccount) {
  RateOptions rates = test::no_limits();
  rates.logins = {0.0001, 3};
  for (const std::string name : {"anna", "nobody"}) {
    ApiServer server({}, rates);
    server.person("anna");  // from 192.0.2.1: one log-in
    const int left = name == "anna" ? 2 : 3;
    for (int i = 0; i < left; ++i) {
      EXPECT_EQ(log_in_from(server, "198.51.100." + std::to_string(i), name, "wrong!").code(),
                "invalid_credentials");
    }
    const auto refused = log_in_from(server, "203.0.113.1", name, "secret");
    EXPECT_EQ(refused.code(), "rate_limited");
    EXPECT_EQ(refused.header("RateLimit-Limit"), "3");
    EXPECT_FALSE(refused.header("Retry-After").empty());
    EXPECT_EQ(log_in_from(server, "203.0.113.1", "NOBODY2", "secret").status, 401);
    EXPECT_EQ(log_in_from(server, "192.0.2.1", "Anna", "secret").status, 200) << "a known pair";
    EXPECT_EQ(log_in_from(server, "203.0.113.1", "ANNA", "secret").status,
              name == "anna" ? 429 : 200);
  }
}

TEST(AccountRoutes, NamesChangeAsOftenAsTheLimitSays) {
  RateOptions rates = test::no_limits();
  rates.names = {0.0001, 2};
  ApiServer server({}, rates);
  const std::string anna = server.person("anna");
  const auto patch = [&](const std::string& body) {
    auto headers = ApiServer::authorization(anna);
    headers.push_back({"Content-Type", "application/json"});
    return server.call({"PATCH", "/chat/me", headers, body});
  };
  for (int i = 0; i < 10; ++i) EXPECT_EQ(patch(R"({"username":"anna"})").status, 200) << "the same";
  EXPECT_EQ(patch(R"({"username":"one"})").status, 200);
  EXPECT_EQ(patch(R"({"name":"two"})").status, 200);
  const auto refused = patch(R"({"username":"three","email":"a@b.c","current_password":"secret"})");
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.header("RateLimit-Limit"), "2");
  EXPECT_FALSE(refused.header("Retry-After").empty());
  const auto me = server.get("/chat/me", anna).json();
  EXPECT_EQ(me.at("name").as_string(), "two");
  EXPECT_EQ(me.at("email").as_string(), "anna@example.com") << "nothing of it is stored";
  EXPECT_EQ(patch(R"({"username":"two","email":"a@b.c","current_password":"secret"})").status, 200);
}

TEST(AccountRoutes, ANewHandleCountsAsANewName) {
  RateOptions rates = test::no_limits();
  rates.names = {0.0001, 2};
  ApiServer server({}, rates);
  const std::string anna = server.person("anna");
  const auto patch = [&](const std::string& body) {
    auto headers = ApiServer::authorization(anna);
    headers.push_back({"Content-Type", "application/json"});
    return server.call({"PATCH", "/chat/me", headers, body});
  };
  EXPECT_EQ(patch(R"({"handle":"ANNA","language":"en"})").status, 200) << "one's own";
  EXPECT_EQ(patch(R"({"handle":"anna.b","username":"Anna B."})").status, 200) << "both at once";
  EXPECT_EQ(patch(R"({"handle":"anna_b"})").json().at("handle").as_string(), "anna_b");
  EXPECT_EQ(patch(R"({"handle":"anna_c"})").code(), "rate_limited");
  const auto me = patch(R"({"language":"pt-BR"})").json();
  EXPECT_EQ(me.at("handle").as_string(), "anna_b");
  EXPECT_EQ(me.at("language").as_string(), "pt-BR");
}

TEST(AccountRoutes, ATakenHandleCountsAsAChangeToo) {
  RateOptions rates = test::no_limits();
  rates.names = {0.0001, 2};
  ApiServer server({}, rates);
  server.person("boris");
  const std::string anna = server.person("anna");
  const auto patch = [&](const std::string& body) {
    auto headers = ApiServer::authorization(anna);
    headers.push_back({"Content-Type", "application/json"});
    return server.call({"PATCH", "/chat/me", headers, body});
  };
  EXPECT_EQ(patch(R"({"handle":"boris"})").code(), "handle_taken");
  EXPECT_EQ(patch(R"({"handle":"all"})").code(), "handle_taken");
  EXPECT_EQ(patch(R"({"handle":"boris"})").code(), "rate_limited");
  EXPECT_EQ(patch(R"({"username":"Anna B."})").code(), "rate_limited") << "the name's as well";
  EXPECT_EQ(patch(R"({"handle":"anna"})").status, 200) << "one's own";
}

TEST(AccountRoutes, AHandleCanBeBroughtAndTakenByOneOnly) {
  ApiServer server;
  const auto sign_up = [&](const std::string& name, const std::string& handle) {
    return server.call({"POST",
                        "/chat/register",
                        {{"Content-Type", "application/json"}},
                        R"({"username":")" + name + R"(","email":")" + name +
                            R"(@example.com","password":"secret","handle":")" + handle + "\"}"});
  };
  const auto made = sign_up("anna", "Ann.A");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.json().at("handle").as_string(), "ann.a");
  EXPECT_EQ(sign_up("boris", "ANN.a").code(), "handle_taken");
  EXPECT_EQ(sign_up("boris", "everyone").code(), "handle_taken");
  EXPECT_EQ(sign_up("boris", "b").bad_fields(), "handle");
  EXPECT_EQ(sign_up("anna", "ann.a").code(), "email_taken") << "first of all";
  EXPECT_EQ(sign_up("boris", "boris").json().at("id").as_int64(), 2) << "no number was used up";
}

TEST(AccountRoutes, ALogOutThatCanNotBeStoredIsOneAllTheSame) {
  ApiServer server;
  const std::string anna = server.person("anna");
  server.store().refuse("end session", 2, ErrorCode::storage_full);
  for (int i = 0; i < 2; ++i) {
    const auto full = server.post("/chat/logout", "", anna);
    EXPECT_EQ(full.status, 507);
    EXPECT_TRUE(full.json().at("retryable").as_bool());
    EXPECT_EQ(server.get("/chat/me", anna).status, 401);
    EXPECT_EQ(server.post("/chat/group", R"({"participant_ids":[]})", anna).status, 401);
  }
  EXPECT_EQ(server.post("/chat/logout", "", anna).status, 204);
  EXPECT_EQ(server.post("/chat/logout", "", anna).status, 401);
}

TEST(AccountRoutes, ARefusedRegistrationSaysWhetherAnInvitationWouldHelp) {
  const auto detail_under = [](chat::Registrations registrations) {
    ApiServer server({}, test::no_limits(), registrations);
    const auto refused = server.post(
        "/chat/register", R"({"username":"m","email":"m@example.com","password":"secret"})");
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.code(), "registration_closed");
    return std::string(refused.json().at("detail").as_string());
  };
  EXPECT_EQ(detail_under(chat::Registrations::closed),
            "Only this server's operator can give you an account; ask them for a link.");
  EXPECT_EQ(detail_under(chat::Registrations::invited),
            "Creating an account on this server needs an invitation; ask a member for a link.");
}

}  // namespace
}  // namespace asq::api
