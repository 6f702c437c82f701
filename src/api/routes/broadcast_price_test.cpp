// What many hear takes more from the limit of sends, over REST and both kinds of sockets; a refusal
// stores nothing.
#include <gtest/gtest.h>

#include "support/api_server.hpp"
#include "support/api_socket.hpp"

namespace asq::api {
namespace {

using test::ApiServer;
using test::ApiSocket;
using Sockets = realtime::Audience::Sockets;

// A token an hour, so that the machine's speed makes no difference.
RateOptions rates() {
  RateOptions rates = test::no_limits();
  rates.sends = {1.0 / 3600, 50};
  rates.memberships = {1.0 / 3600, 20};
  rates.bytes_per_send = 10'000;
  return rates;
}

class BroadcastPriceTest : public ::testing::Test {
 protected:
  BroadcastPriceTest() {
    server_.person("boris");
    server_.post("/chat/group", R"({"name":"g","participant_ids":[]})", anna_);
    say("hi");
  }
  void let_hear(std::int64_t sockets) {
    server_.audience().add(ChatId(1), Sockets::of_people, sockets);
  }
  test::ApiResponse say(const std::string& text, const std::string& client_id = {}) {
    std::string body = R"({"text":")" + text + '"';
    if (!client_id.empty()) body += R"(,"client_id":")" + client_id + '"';
    return server_.post("/chat/chats/1/messages", body + "}", anna_);
  }
  test::ApiResponse change(const std::string& method, const std::string& rest,
                           const std::string& body = {}) {
    auto headers = ApiServer::authorization(anna_);
    if (!body.empty()) headers.push_back({"Content-Type", "application/json"});
    return server_.call({method, "/chat/chats/1" + rest, headers, body});
  }
  static int left(const test::ApiResponse& response) {
    return std::stoi(response.header("RateLimit-Remaining"));
  }
  std::int64_t last_seq() {
    return server_.get("/chat/chats/1", anna_).json().at("last_seq").as_int64();
  }

  ApiServer server_{{}, rates()};
  std::string anna_ = server_.person("anna");
};

TEST_F(BroadcastPriceTest, WhereFewHearEverythingTakesOne) {
  EXPECT_EQ(left(say("hello")), 48);
  EXPECT_EQ(left(change("PUT", "/messages/1/reactions/%F0%9F%91%8D")), 47);
  EXPECT_EQ(left(change("PATCH", "/messages/1", R"({"text":"hey"})")), 46);
  EXPECT_EQ(left(change("PATCH", "", R"({"name":"h"})")), 45);
  EXPECT_EQ(left(change("DELETE", "/messages/1")), 44);
}

TEST_F(BroadcastPriceTest, WhatManyHearTakesMore) {
  let_hear(100);  // about 300 bytes each: 3 or 4
  const int before = left(say("hello"));
  EXPECT_LE(before, 46);
  EXPECT_GE(before, 43);
  EXPECT_LE(left(change("PUT", "/messages/1/reactions/%F0%9F%91%8D")), before - 3);
}

TEST_F(BroadcastPriceTest, ARefusalStoresNothingAndSaysWhenToTryAgain) {
  say(std::string(9000, 'x'));
  let_hear(10'000);
  const auto refused = say("hello", "c-1");
  EXPECT_EQ(refused.code(), "rate_limited");
  EXPECT_GE(std::stoi(refused.header("Retry-After")), 1);
  EXPECT_EQ(last_seq(), 2);
  EXPECT_EQ(change("PATCH", "/messages/2", R"({"text":"short"})").code(), "rate_limited");
  EXPECT_EQ(change("PUT", "/messages/2/reactions/%F0%9F%91%8D").code(), "rate_limited");
  EXPECT_EQ(change("DELETE", "/messages/2").code(), "rate_limited");
  EXPECT_EQ(change("PATCH", "", R"({"name":"h"})").code(), "rate_limited");
  const auto page = server_.get("/chat/history/1", anna_).json();
  EXPECT_EQ(page.at(1).at("text").as_string().size(), 9000U);
  EXPECT_FALSE(page.at(1).as_object().contains("reactions"));
  EXPECT_EQ(server_.get("/chat/chats/1", anna_).json().at("name").as_string(), "g");
}

TEST_F(BroadcastPriceTest, ARepeatOwesNothing) {
  ASSERT_EQ(say("hello", "c-1").status, 201);
  let_hear(1000);
  const auto repeat = say("hello", "c-1");
  EXPECT_EQ(repeat.status, 200);
  EXPECT_EQ(left(repeat), 47);
}

TEST_F(BroadcastPriceTest, WhatChangesNothingOwesNothing) {
  let_hear(1000);
  EXPECT_EQ(left(change("PATCH", "/messages/1", R"({"text":"hi"})")), 48);
  EXPECT_EQ(left(change("DELETE", "/messages/1/reactions/%F0%9F%91%8D")), 47);
  EXPECT_EQ(left(change("PATCH", "", R"({"name":"g"})")), 46);
}

TEST_F(BroadcastPriceTest, CommandsPayAsTheRoutesDo) {
  ApiSocket socket(server_, anna_);
  socket.hello();
  let_hear(10'000);
  for (const char* command : {R"({"id":1,"type":"send","chat_id":1,"text":"hello"})",
                              R"({"id":2,"type":"react","chat_id":1,"seq":1,"emoji":"👍"})",
                              R"({"id":3,"type":"edit","chat_id":1,"seq":1,"text":"hey"})"}) {
    EXPECT_EQ(ApiSocket::outcome(socket.ask(command)), "rate_limited");
  }
  EXPECT_EQ(socket.closed_with(), std::nullopt);
  EXPECT_EQ(last_seq(), 1);
}

// ---- people in groups

TEST_F(BroadcastPriceTest, AGroupTakesOneForEachParticipant) {
  const auto group = [&](int first, int count) {
    std::string ids;
    for (int i = 0; i < count; ++i) ids += (i == 0 ? "" : ",") + std::to_string(first + i);
    return server_.post("/chat/group", R"({"name":"h","participant_ids":[)" + ids + "]}", anna_);
  };
  // The group of the fixture took one. An id that names nobody is paid for, too.
  EXPECT_EQ(group(1, 18).code(), "invalid");
  EXPECT_EQ(group(1, 2).code(), "rate_limited");
  EXPECT_EQ(server_.get("/chat/chats", anna_).json().at("chats").as_array().size(), 1U);
  EXPECT_EQ(group(1, 1).status, 201);
  EXPECT_EQ(group(1, 1).code(), "rate_limited");
}

TEST_F(BroadcastPriceTest, AddingTakesOneOrMoreWhereManyHear) {
  const auto add = [&](const std::string& name) {
    return server_.post("/chat/group/add-user",
                        R"({"group_id":1,"second_email":")" + name + R"(@example.com"})", anna_);
  };
  let_hear(100'000);
  EXPECT_EQ(add("nobody").code(), "user_not_found") << "18 are left";
  EXPECT_EQ(add("boris").code(), "rate_limited") << "the whole burst of 20 is not there";
  EXPECT_EQ(server_.get("/chat/chats/1", anna_).json().at("member_count").as_int64(), 1);
  let_hear(-100'000);
  EXPECT_EQ(add("boris").status, 200);
  EXPECT_EQ(add("boris").status, 200) << "a repeat";
}

}  // namespace
}  // namespace asq::api
