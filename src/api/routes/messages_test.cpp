#include <gtest/gtest.h>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

std::string message_to(const std::string& chat, const std::string& more = R"("text":"hi")") {
  return R"({"chat_id":)" + chat + "," + more + "}";
}

TEST(MessageRoutes, WhoLostAnAnswerGetsItAlthoughTheNextWouldBeRefused) {
  RateOptions rates = test::no_limits();
  rates.sends = {0.0001, 1};
  ApiServer server({}, rates);
  const std::string anna = server.person("anna");
  const std::string group = server.group(anna);
  const std::string message = message_to(group, R"("text":"hi","client_id":"c")");
  const auto first = server.post("/chat/group-message", message, anna);
  EXPECT_EQ(first.status, 201);
  const auto again = server.post("/chat/group-message", message, anna);
  EXPECT_EQ(again.status, 200);
  EXPECT_TRUE(again.json().at("duplicate").as_bool());
  EXPECT_EQ(again.json().at("id"), first.json().at("id"));
  EXPECT_EQ(server.post("/chat/group-message", message_to(group), anna).status, 429);
  EXPECT_EQ(
      server
          .post("/chat/group-message", message_to(group, R"("text":"other","client_id":"c")"), anna)
          .code(),
      "client_id_reused");
}

// Over the limit every new client_id cost a read of the store, as many as one could send.
TEST(MessageRoutes, ReceiptsAreLookedForWithinALimitOfTheirOwn) {
  RateOptions rates = test::no_limits();
  rates.sends = {0.0001, 1};
  ApiServer server({}, rates);
  const std::string anna = server.person("anna");
  const std::string group = server.group(anna);
  EXPECT_EQ(server.post("/chat/group-message", message_to(group), anna).status, 201);
  for (int i = 0; i < 20; ++i) {
    const std::string client_id = R"("text":"hi","client_id":"c-)" + std::to_string(i) + '"';
    const auto refused = server.post("/chat/group-message", message_to(group, client_id), anna);
    EXPECT_EQ(refused.code(), "rate_limited");
  }
  EXPECT_EQ(server.store().count("find receipt"), 10);
}

TEST(MessageRoutes, TheReceiptComesBeforeValidation) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const std::string group = server.group(anna);
  const auto send = [&](const std::string& fields) {
    return server.post("/chat/group-message", message_to(group, fields), anna);
  };
  EXPECT_EQ(send(R"("text":"hi","client_id":"c")").status, 201);
  EXPECT_EQ(send(R"("text":"hi","client_id":"c","sender_id":99)").status, 200);
  EXPECT_EQ(send(R"("text":"hi","client_id":"new","sender_id":99)").code(), "not_yourself");
  EXPECT_EQ(send(R"("text":"","client_id":"c")").code(), "client_id_reused");
  EXPECT_EQ(send(R"("text":"","client_id":"new")").bad_fields(), "text");
  EXPECT_EQ(send(R"("text":"","client_id":7)").bad_fields(), "text client_id");
}

TEST(MessageRoutes, TheHeaderIdempotencyKeyIsAClientId) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const std::string group = server.group(anna);
  auto headers = ApiServer::authorization(anna);
  headers.push_back({"Content-Type", "application/json"});
  headers.push_back({"Idempotency-Key", "k"});
  const auto send = [&](const std::string& fields) {
    return server.call({"POST", "/chat/group-message", headers, message_to(group, fields)});
  };
  EXPECT_EQ(send(R"("text":"hi")").json().at("client_id").as_string(), "k");
  EXPECT_EQ(send(R"("text":"hi","client_id":"k")").status, 200);
  EXPECT_EQ(send(R"("text":"hi","client_id":"l")").bad_fields(), "Idempotency-Key");
}

TEST(MessageRoutes, ADirectChatIsNoGroup) {
  ApiServer server;
  const std::string anna = server.person("anna");
  server.person("boris");
  const auto direct = server.post("/chat/chat", R"({"second_email":"boris@example.com"})", anna);
  const std::string id = std::to_string(direct.json().at("id").as_int64());
  EXPECT_EQ(server.get("/chat/history/" + id, anna).status, 200);
  EXPECT_EQ(server.get("/chat/group-history/" + id, anna).status, 404);
  EXPECT_EQ(server.post("/chat/group-message", message_to(id), anna).status, 404);
  const auto alone = server.post("/chat/chat", R"({"second_email":"Anna@example.com"})", anna);
  EXPECT_EQ(alone.code(), "self_chat");
  EXPECT_EQ(alone.bad_fields(), "second_email");
}

TEST(MessageRoutes, AChatThatIsNotOnesOwnIsNotThere) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const std::string boris = server.person("boris");
  const std::string group = server.group(anna);
  for (const std::string& id : {group, std::string("999")}) {
    EXPECT_EQ(server.get("/chat/history/" + id, boris).code(), "chat_not_found");
    EXPECT_EQ(server.get("/chat/group-history/" + id, boris).code(), "chat_not_found");
    EXPECT_EQ(server.post("/chat/group-message", message_to(id), boris).code(), "chat_not_found");
    const auto add = R"({"group_id":)" + id + R"(,"email":"boris@example.com"})";
    EXPECT_EQ(server.post("/chat/group/add-user", add, boris).code(), "chat_not_found");
  }
}

TEST(MessageRoutes, PathParametersAreNamed) {
  ApiServer server;
  const std::string anna = server.person("anna");
  for (const std::string id : {"abc", "-1", "99999999999999999999", "0"}) {
    EXPECT_EQ(server.get("/chat/history/" + id + "?limit=0", anna).bad_fields(), "chat_id limit");
    EXPECT_EQ(server.get("/chat/group-history/" + id, anna).bad_fields(), "group_id");
  }
}

}  // namespace
}  // namespace asq::api
