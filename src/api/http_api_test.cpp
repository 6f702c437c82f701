// What every route has in common, over the real services and store.
#include "api/http_api.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/hourly.hpp"
#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

TEST(HttpApi, TheConversationOfTheReference) {
  ApiServer server;
  const auto maks = server.post(
      "/chat/register", R"({"username":"maks","email":"maks@example.com","password":"secret"})");
  EXPECT_EQ(maks.status, 201);
  EXPECT_EQ(maks.json().at("id").as_int64(), 1);
  EXPECT_EQ(maks.json().at("email").as_string(), "maks@example.com");
  server.person("dima");
  const auto tokens = server.form("/chat/token", "username=MAKS@example.com&password=secret");
  EXPECT_EQ(tokens.status, 200);
  EXPECT_EQ(tokens.json().at("token_type").as_string(), "bearer");
  const std::string token(tokens.json().at("access_token").as_string());
  const auto chat = R"({"creator_id":1,"second_email":"dima@example.com"})";
  EXPECT_EQ(server.post("/chat/chat", chat, token).status, 201);
  EXPECT_EQ(server.post("/chat/chat", chat, token).status, 200);
  const auto found = server.post("/chat/find-chat", R"({"id":1,"name":"DIM"})", token);
  EXPECT_EQ(found.status, 200);
  EXPECT_EQ(found.json().at("name").as_string(), "dima");
  const auto group = server.post(
      "/chat/group", R"({"creator_id":1,"name":"team chat","participant_ids":[1]})", token);
  EXPECT_EQ(group.status, 201);
  EXPECT_EQ(group.json().at("id").as_int64(), 2);
  EXPECT_EQ(server
                .post("/chat/group/add-user",
                      R"({"user_id":1,"group_id":2,"second_email":"dima@example.com"})", token)
                .json()
                .at("member_count")
                .as_int64(),
            2);
  const auto sent = server.post("/chat/group-message",
                                R"({"chat_id":2,"sender_id":1,"text":"Hello group!"})", token);
  EXPECT_EQ(sent.status, 201);
  EXPECT_EQ(sent.json().at("seq").as_int64(), 1);
  EXPECT_EQ(server.get("/chat/group-history/2?limit=50&offset=0", token).json().as_array().size(),
            1U);
  EXPECT_EQ(server.get("/chat/history/2?limit=50&offset=0", token).json().at(0), sent.json());
  EXPECT_EQ(server.get("/chat/chats", token).json().at("chats").as_array().size(), 2U);
}

TEST(HttpApi, RefusalsComeInTheirOrder) {
  ApiServer server;
  const std::string token = server.person("anna");
  const auto code = [&](test::ApiRequest request) {
    const auto response = server.call(std::move(request));
    EXPECT_EQ(response.header("Content-Type"), "application/problem+json");
    return response.code();
  };
  const auto bearer = ApiServer::authorization(token);
  auto json = bearer;
  json.push_back({"Content-Type", "application/json"});
  EXPECT_EQ(code({"POST", "/nowhere"}), "route_not_found");
  EXPECT_EQ(code({"PUT", "/chat/group"}), "method_not_allowed");
  EXPECT_EQ(code({"POST", "/chat/group", {}, "{"}), "unauthenticated");
  EXPECT_EQ(code({"POST", "/chat/group", bearer, "{"}), "unsupported_media_type");
  EXPECT_EQ(code({"POST", "/chat/group", json, std::string(1024 * 1024 + 1, ' ')}),
            "body_too_large");
  EXPECT_EQ(code({"POST", "/chat/group", json, "{"}), "malformed_json");
  EXPECT_EQ(code({"POST", "/chat/group", json}), "malformed_json");
  EXPECT_EQ(code({"POST", "/chat/group/add-user", json, R"({"user_id":9,"email":"x"})"}),
            "invalid");
  EXPECT_EQ(
      code({"POST", "/chat/group/add-user", json, R"({"user_id":9,"group_id":9,"email":"x@y.z"})"}),
      "not_yourself");
  EXPECT_EQ(code({"POST", "/chat/group/add-user", json, R"({"group_id":9,"email":"x@y.z"})"}),
            "chat_not_found");
}

// P8: the token was good when the header came, and the body took its time.
TEST(HttpApi, ASessionThatEndsWhileTheBodyComesNeitherActsNorReads) {
  ApiServer server;
  const std::string other = server.person("anna");
  const auto held = [&](const std::string& method, const std::string& target, std::string body) {
    const std::string token(server.tokens("anna").at("access_token").as_string());
    auto headers = ApiServer::authorization(token);
    headers.push_back({"Content-Type", "application/json"});
    return server.call({method, target, std::move(headers), std::move(body)}, [&] {
      ASSERT_EQ(server.call({"POST", "/chat/logout", ApiServer::authorization(token)}).status, 204);
    });
  };
  for (const auto& response :
       {held("GET", "/chat/me", "x"), held("PATCH", "/chat/me", R"({"username":"b"})"),
        held("POST", "/chat/group", R"({"name":"g","participant_ids":[]})"),
        held("POST", "/chat/group", "{")}) {
    EXPECT_EQ(response.code(), "unauthenticated");
    EXPECT_NE(response.header("WWW-Authenticate").find("invalid_token"), std::string::npos);
  }
  EXPECT_EQ(server.get("/chat/me", other).json().at("username").as_string(), "anna");
  EXPECT_TRUE(server.get("/chat/chats", other).json().at("chats").as_array().empty());
}

// P8: what the store gives may be younger than the end of the session that asked.
TEST(HttpApi, ASessionThatEndsWhileTheStoreReadsHearsNothing) {
  ApiServer server;
  const std::string token = server.person("anna");
  server.store().after("me", [&]() -> Task<void> {
    co_await server.verbs().sessions().end(UserId(1), SessionId(1));
  });
  EXPECT_EQ(server.get("/chat/me", token).code(), "unauthenticated");
}

TEST(HttpApi, ContentTypesAreReadLeniently) {
  ApiServer server;
  const std::string body = R"({"username":"m","email":"m@example.com","password":"secret"})";
  const auto status = [&](const std::string& type) {
    return server.call({"POST", "/chat/register", {{"content-type", type}}, body}).status;
  };
  for (const std::string type :
       {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", "",
        "application/json; charset=latin1", "application/json, application/json"}) {
    EXPECT_EQ(status(type), 415) << type;
  }
  EXPECT_EQ(status("Application/JSON ; Charset=UTF-8"), 201);
  EXPECT_EQ(status("application/json"), 409);
  EXPECT_EQ(server
                .call({"POST",
                       "/chat/register",
                       {{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}},
                       body})
                .status,
            415);
}

TEST(HttpApi, Answers405WithAllowAndOptionsWith204) {
  ApiServer server;
  const auto refused = server.call({"PUT", "/chat/me"});
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
  const auto options = server.call({"OPTIONS", "/chat/me"});
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
  EXPECT_EQ(server.call({"OPTIONS", "/nowhere"}).status, 404);
  EXPECT_EQ(server.call({"HEAD", "/healthz"}).status, 200);
  EXPECT_EQ(server.call({"HEAD", "/chat/me"}).status, 401);
}

TEST(HttpApi, EveryAnswerHasTheRequestsIdTheVersionAndTheBrowsersRules) {
  ApiServer server;
  for (const std::string target : {"/", "/docs", "/chat/me", "/nowhere", "/healthz", "/metrics"}) {
    const auto response = server.get(target);
    EXPECT_FALSE(response.header("X-Request-Id").empty()) << target;
    EXPECT_EQ(response.header("X-ASQ-Version"), ASQ_VERSION) << target;
    EXPECT_EQ(response.header("X-Content-Type-Options"), "nosniff") << target;
    EXPECT_EQ(response.header("Referrer-Policy"), "no-referrer") << target;
    const std::string policy = response.header("Content-Security-Policy");
    const std::string begin = target == "/" ? "default-src 'none'" : "default-src 'self'";
    EXPECT_TRUE(policy.starts_with(begin + "; ")) << target;
    EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos) << target;
    EXPECT_EQ(policy.find("img-src 'self' data:") != std::string::npos, target == "/docs");
  }
}

TEST(HttpApi, KeepsAClientsRequestIdIfItIsOne) {
  ApiServer server;
  const auto id_for = [&](const std::string& id) {
    const auto response = server.call({"GET", "/chat/me", {{"X-Request-Id", id}}});
    EXPECT_EQ(response.json().at("request_id").as_string(), response.header("X-Request-Id"));
    return response.header("X-Request-Id");
  };
  EXPECT_EQ(id_for("Abc-1.2_3"), "Abc-1.2_3");
  for (const std::string& id :
       {std::string(65, 'a'), std::string("a b"), std::string("é"), std::string("")}) {
    EXPECT_NE(id_for(id), id);
  }
  EXPECT_NE(id_for(""), id_for(""));
}

TEST(HttpApi, Every401ChallengesByRfc6750) {
  ApiServer server;
  EXPECT_EQ(server.get("/chat/me").header("WWW-Authenticate"), R"(Bearer realm="asq")");
  const auto forged = server.get("/chat/me", "forged");
  EXPECT_EQ(forged.status, 401);
  EXPECT_NE(forged.header("WWW-Authenticate").find(R"(error="invalid_token")"), std::string::npos);
  const auto login = server.form("/chat/token", "username=nobody@example.com&password=wrong");
  EXPECT_EQ(login.code(), "invalid_credentials");
  EXPECT_EQ(login.header("WWW-Authenticate"), R"(Bearer realm="asq")");
  const auto refresh = server.form("/chat/token", "grant_type=refresh_token&refresh_token=x");
  EXPECT_EQ(refresh.code(), "unauthenticated");
  EXPECT_TRUE(refresh.header("WWW-Authenticate").starts_with("Bearer"));
}

TEST(HttpApi, UnknownParticipantsAreNamed) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const auto refused =
      server.post("/chat/group", R"({"name":"g","participant_ids":[1,77,1,78]})", anna);
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.bad_fields(), "participant_ids[1] participant_ids[3]");
}

// Without a token 1 MB came back.
TEST(HttpApi, AnErrorIsShortWhateverTheBodySays) {
  ApiServer server;
  const std::string key(120'000, 'k');
  std::string body = "{\"" + key + "\":[";
  for (int i = 0; i < 8; ++i) body += R"("\ud800",)";
  body += "0]}";
  const auto halves = server.post("/chat/register", body);
  EXPECT_EQ(halves.status, 422);
  EXPECT_LT(halves.body.size(), 8U * 1024);
  const auto twice = server.post("/chat/register", "{\"" + key + "\":1,\"" + key + "\":2}");
  EXPECT_EQ(twice.status, 413);
  const std::string half = key.substr(0, 60'000);
  const auto shorter = server.post("/chat/register", "{\"" + half + "\":1,\"" + half + "\":2}");
  EXPECT_EQ(shorter.code(), "malformed_json");
  EXPECT_LT(shorter.body.size(), 1024U);
}

TEST(HttpApi, AtMostAHundredErrorsAreListedAndTheRestIsCounted) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const auto group = [&](int bad) {
    std::string ids;
    for (int i = 0; i < bad; ++i) ids += i == 0 ? "0" : ",0";
    return server.post("/chat/group", R"({"name":"g","participant_ids":[)" + ids + "]}", anna);
  };
  for (const int bad : {99, 100}) {
    const auto problem = group(bad).json();
    EXPECT_EQ(problem.at("errors").as_array().size(), static_cast<std::size_t>(bad));
    EXPECT_EQ(problem.as_object().if_contains("errors_omitted"), nullptr);
  }
  for (const int bad : {101, 1000}) {
    const auto refused = group(bad);
    EXPECT_LE(refused.body.size(), 32U * 1024);
    EXPECT_EQ(refused.json().at("errors").as_array().size(), 100U);
    EXPECT_EQ(refused.json().at("errors_omitted").as_int64(), bad - 100);
  }
}

TEST(HttpApi, LimitsSayHowMuchIsLeft) {
  RateOptions rates;
  rates.registers = {0.001, 1};
  rates.sends = {0.001, 1};
  ApiServer server({}, rates);
  const std::string anna = server.person("anna");
  const auto refused = server.post("/chat/register", "{");
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_EQ(refused.header("RateLimit-Remaining"), "0");
  EXPECT_FALSE(refused.header("Retry-After").empty());
  const auto me = server.get("/chat/me", anna);
  EXPECT_EQ(me.header("RateLimit-Limit"), "500");
  EXPECT_EQ(server.get("/healthz").header("RateLimit-Limit"), "");
}

TEST(Cors, AnswersAPreflightFromAListedOrigin) {
  ApiServer server({.allowed_origins = {"https://app.example"}});
  const auto preflight = [&](const std::string& origin) {
    return server.call({"OPTIONS",
                        "/chat/group-message",
                        {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}}});
  };
  const auto listed = preflight("https://app.example");
  EXPECT_EQ(listed.status, 204);
  EXPECT_EQ(listed.header("Access-Control-Allow-Origin"), "https://app.example");
  EXPECT_EQ(listed.header("Access-Control-Allow-Methods"), "DELETE, GET, HEAD, PATCH, POST, PUT");
  EXPECT_EQ(listed.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(preflight("https://evil.example").header("Access-Control-Allow-Origin"), "");
  const auto refused = server.call({"GET", "/chat/me", {{"Origin", "https://app.example"}}});
  EXPECT_EQ(refused.header("Access-Control-Allow-Origin"), "https://app.example");
}

TEST(Cors, GrantsWhatAPreflightAsksForAndNeverCredentials) {
  ApiServer server({.allowed_origins = {"capacitor://localhost"}});
  const auto preflight =
      server.call({"OPTIONS",
                   "/chat/group-message",
                   {{"Origin", "capacitor://localhost"},
                    {"Access-Control-Request-Method", "POST"},
                    {"Access-Control-Request-Headers", "baggage,sentry-trace"}}});
  EXPECT_EQ(preflight.header("Access-Control-Allow-Origin"), "capacitor://localhost");
  EXPECT_EQ(preflight.header("Access-Control-Allow-Headers"), "baggage,sentry-trace");
  EXPECT_EQ(preflight.header("Access-Control-Allow-Credentials"), "");
}

// A page with a mistyped path or method heard only that the network had failed: browsers keep
// everything from it that follows a preflight without a grant.
TEST(Cors, APreflightOfAListedOriginIsGrantedEvenWhereTheRequestWillBeRefused) {
  ApiServer server({.allowed_origins = {"https://app.example"}});
  const auto ask = [&](const std::string& path, const std::string& method,
                       const std::string& from) {
    return server.call(
        {"OPTIONS", path, {{"Origin", from}, {"Access-Control-Request-Method", method}}});
  };
  const std::string page = "https://app.example";
  for (const char* path : {"/chat/mee", "/chat/me/", "/nowhere"}) {
    const auto granted = ask(path, "GET", page);
    EXPECT_EQ(granted.status, 204) << path;
    EXPECT_EQ(granted.header("Access-Control-Allow-Origin"), page);
    const auto refused = server.call({"GET", path, {{"Origin", page}}});
    EXPECT_EQ(refused.code(), "route_not_found");
    EXPECT_EQ(refused.header("Access-Control-Allow-Origin"), page);
  }
  const auto methods = ask("/chat/me", "PUT", page).header("Access-Control-Allow-Methods");
  EXPECT_NE(methods.find("PUT"), std::string::npos);
  EXPECT_EQ(server.call({"PUT", "/chat/me", {{"Origin", page}}}).code(), "method_not_allowed");

  EXPECT_EQ(ask("/chat/mee", "GET", "https://evil.example").status, 404);
  EXPECT_EQ(server.call({"OPTIONS", "/chat/mee", {{"Origin", page}}}).status, 404)
      << "it is no preflight";
}

// Only the page's developer saw it, in a browser far away from who can change the list.
TEST(Cors, LogsARefusedOriginOnceHoweverManyRequestsItMakes) {
  ApiServer server({.allowed_origins = {"https://app.example"}});
  const auto get_from = [&](const std::string& origin) {
    return server.call({"GET", "/chat/me", {{"Origin", origin}}}).status;
  };
  testing::internal::CaptureStderr();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(get_from("https://forgotten.example"), 401);
  EXPECT_EQ(get_from("https://app.example"), 401);
  for (int i = 0; i < 1000; ++i) get_from("https://made-up-" + std::to_string(i) + ".example");
  const std::string log = testing::internal::GetCapturedStderr();

  EXPECT_EQ(log.find("forgotten.example"), log.rfind("forgotten.example"));
  EXPECT_NE(log.find("forgotten.example"), std::string::npos);
  EXPECT_EQ(log.find("app.example"), std::string::npos);
  EXPECT_EQ(std::ranges::count(log, '\n'), Hourly::kMostOfOne);
}

TEST(HttpApi, WhatTheHttpLayerRefusesIsAProblemToo) {
  ApiServer server;
  const auto response = server.api().refuse(431, "The header is too large.");
  EXPECT_EQ(response.status, 431);
  EXPECT_TRUE(response.close);
  const auto problem = parse_json(*response.body).value();
  EXPECT_EQ(problem.at("status").as_int64(), 431);
  EXPECT_EQ(problem.at("code").as_string(), "bad_request");
}

}  // namespace
}  // namespace asq::api
