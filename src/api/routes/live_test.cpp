#include <gtest/gtest.h>

#include "support/api_server.hpp"

namespace asq::api {
namespace {

using test::ApiServer;

TEST(ChatSocketRoute, OpensForAMemberHoweverTheTokenComes) {
  ApiServer server;
  const std::string anna = server.person("anna");
  const std::string path = "/chat/ws/" + server.group(anna);
  const auto open = [&](const std::string& query, std::vector<net::Header> headers) {
    return server.call({"GET", path + query, ApiServer::upgrade(std::move(headers))});
  };
  EXPECT_TRUE(open("?token=" + anna, {}).upgraded());
  EXPECT_TRUE(open("", ApiServer::authorization(anna)).upgraded());
  const auto by_protocol = open("", {{"Sec-WebSocket-Protocol", "asq, bearer." + anna}});
  EXPECT_TRUE(by_protocol.upgraded());
  EXPECT_EQ(by_protocol.header("Sec-WebSocket-Protocol"), "asq");
  EXPECT_FALSE(by_protocol.header("X-Request-Id").empty());
  EXPECT_EQ(by_protocol.header("X-ASQ-Version"), ASQ_VERSION);
}

TEST(ChatSocketRoute, RefusesBeforeTheUpgrade) {
  ApiServer server({.allowed_origins = {"https://app.example"}});
  const std::string anna = server.person("anna");
  const std::string boris = server.person("boris");
  const std::string path = "/chat/ws/" + server.group(anna);
  const auto code = [&](const std::string& target, std::vector<net::Header> headers = {}) {
    return server.call({"GET", target, ApiServer::upgrade(std::move(headers))}).code();
  };
  EXPECT_EQ(code(path), "unauthenticated");
  EXPECT_EQ(code(path + "?token=x"), "unauthenticated");
  EXPECT_EQ(code(path + "?token=" + boris), "chat_not_found");
  EXPECT_EQ(code("/chat/ws/99?token=" + anna), "chat_not_found");
  EXPECT_EQ(code("/chat/ws/x?token=" + anna), "invalid");
  EXPECT_EQ(code(path + "?since_seq=-1&token=" + anna), "invalid");
  EXPECT_EQ(code(path + "?since_seq=x&token=" + anna), "invalid");
  EXPECT_EQ(code(path + "?since_seq=1&token=" + anna), "seq_from_future");
  EXPECT_EQ(code(path + "?since_seq=0&token=" + anna), "");
  EXPECT_EQ(code(path + "?token=" + anna, {{"Origin", "https://evil.example"}}),
            "origin_not_allowed");
  const auto plain = server.get(path, anna);
  EXPECT_EQ(plain.status, 426);
  EXPECT_EQ(plain.code(), "bad_request");
}

}  // namespace
}  // namespace asq::api
