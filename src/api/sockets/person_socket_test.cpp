// A person's socket as a session: hello, ids, limits, the session behind it. What each command does
// is tested end to end (tests/e2e/test_person_*.py).
#include "api/sockets/person_socket.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <thread>
#include <variant>

#include "api/sockets/command_flow.hpp"
#include "support/api_socket.hpp"

namespace asq::api {
namespace {

using test::ApiServer;
using test::ApiSocket;

std::string outcome(const boost::json::value& reply) { return ApiSocket::outcome(reply); }

std::string send(const std::string& more) {
  return R"({"type":"send","chat_id":1,"text":"hi",)" + more + "}";
}

class PersonSocketTest : public ::testing::Test {
 protected:
  PersonSocketTest() { server_.post("/chat/group", R"({"name":"g","participant_ids":[]})", anna_); }

  ApiServer server_;
  std::string anna_ = server_.person("anna");
};

TEST_F(PersonSocketTest, HelloIsAnsweredWithTheTermsAndThenItIsLive) {
  ApiSocket socket(server_, anna_);
  const auto hello = socket.ask(R"({"id":"h","type":"hello"})");
  EXPECT_EQ(hello.at("id").as_string(), "h");
  EXPECT_EQ(hello.at("user_id").as_int64(), 1);
  EXPECT_EQ(hello.at("resumed").as_bool(), false);
  EXPECT_EQ(hello.at("ping_seconds").as_int64(), 25);
  const auto live = socket.hear();
  EXPECT_EQ(outcome(live), "live");
  EXPECT_EQ(live.at("cursor"), hello.at("cursor"));
}

TEST_F(PersonSocketTest, NothingGoesBeforeHello) {
  ApiSocket socket(server_, anna_);
  EXPECT_EQ(outcome(socket.ask(send(R"("id":1)"))), "hello_first");
  EXPECT_EQ(outcome(socket.ask(R"({"id":2,"type":"dance"})")), "hello_first");
  EXPECT_EQ(outcome(socket.ask("{")), "malformed_json");
  EXPECT_EQ(outcome(socket.ask(R"({"id":3,"type":"hello","since":7})")), "invalid");
  EXPECT_EQ(outcome(socket.ask(R"({"id":4,"type":"hello"})")), "hello");
  EXPECT_EQ(outcome(socket.ask(send(R"("id":5)"))), "sent");
  EXPECT_EQ(socket.closed_with(), std::nullopt);
}

TEST_F(PersonSocketTest, WithoutHelloItIsClosedAfterTenSeconds) {
  ApiSocket silent(server_, anna_);
  ApiSocket polite(server_, anna_);
  polite.hello();
  const SteadyTime now = std::chrono::steady_clock::now();
  silent.sweep(now + std::chrono::seconds(9));
  EXPECT_EQ(silent.closed_with(), std::nullopt);
  silent.sweep(now + std::chrono::seconds(11));
  polite.sweep(now + std::chrono::seconds(11));

  const auto error = silent.hear();
  EXPECT_EQ(outcome(error), "hello_first");
  EXPECT_FALSE(error.as_object().contains("id"));
  EXPECT_EQ(silent.closed_with(), net::CloseCode::stalled);
  EXPECT_EQ(polite.closed_with(), std::nullopt);
}

TEST_F(PersonSocketTest, ASecondHelloIsRefusedByItsType) {
  ApiSocket socket(server_, anna_);
  socket.hello();
  const auto error = socket.ask(R"({"id":2,"type":"hello"})");
  EXPECT_EQ(error.at("error").at("errors").at(0).at("field").as_string(), "type");
}

TEST_F(PersonSocketTest, AnIdOfACommandUnderWayIsRefusedAndFreeAgainAfterItsReply) {
  ApiSocket socket(server_, anna_);
  socket.hello();
  socket.say(send(R"("id":1)"));
  socket.say(send(R"("id":1)"));
  std::vector<std::string> outcomes{outcome(socket.ask(R"({"id":"x","type":"dance"})"))};
  while (outcomes.size() < 3) {
    const auto value = socket.hear();
    if (value.as_object().contains("id")) outcomes.push_back(outcome(value));
  }
  std::ranges::sort(outcomes);
  EXPECT_EQ(outcomes, (std::vector<std::string>{"invalid", "sent", "unknown_command"}));
  EXPECT_EQ(outcome(socket.ask(send(R"("id":1)"))), "sent");
}

TEST_F(PersonSocketTest, OneAndTheTextOneAreTwoIds) {
  ApiSocket socket(server_, anna_);
  socket.hello();
  EXPECT_TRUE(socket.ask(send(R"("id":"1")")).at("id").is_string());
  EXPECT_TRUE(socket.ask(send(R"("id":1)")).at("id").is_int64());
}

TEST_F(PersonSocketTest, TypingNeedsNoIdAndItsErrorIsAnEventThen) {
  ApiSocket socket(server_, anna_);
  socket.hello();
  socket.say(R"({"type":"typing","chat_id":1})");
  const auto error = socket.ask(R"({"type":"typing","chat_id":99})");
  EXPECT_EQ(outcome(error), "chat_not_found");
  EXPECT_FALSE(error.as_object().contains("id"));
  const auto named = socket.ask(R"({"id":5,"type":"typing","chat_id":99})");
  EXPECT_EQ(named.at("id").as_int64(), 5);
}

// ---- the session

TEST_F(PersonSocketTest, RefreshBindsTheSocketToTheSessionOfTheToken) {
  const std::string second(server_.tokens("anna").at("access_token").as_string());
  const std::string boris = server_.person("boris");
  ApiSocket socket(server_, anna_);
  socket.hello();
  EXPECT_EQ(outcome(socket.ask(R"({"id":1,"type":"refresh","token":"x"})")), "unauthenticated");
  EXPECT_EQ(outcome(socket.ask(R"({"id":2,"type":"refresh","token":")" + boris + "\"}")),
            "not_yourself");
  const auto reply = socket.ask(R"({"id":3,"type":"refresh","token":")" + second + "\"}");
  EXPECT_EQ(outcome(reply), "refreshed");
  EXPECT_NEAR(static_cast<double>(reply.at("expires_in").as_int64()), 86'400, 60);

  EXPECT_EQ(server_.post("/chat/logout", "", anna_).status, 204);
  EXPECT_EQ(outcome(socket.ask(send(R"("id":4)"))), "sent");
  EXPECT_EQ(server_.post("/chat/logout", "", second).status, 204);
  EXPECT_EQ(socket.closed_with(), net::CloseCode::session_ended);
}

TEST_F(PersonSocketTest, AfterLoggingOutNothingIsDoneAnyMore) {
  ApiSocket socket(server_, anna_);
  socket.hello();
  EXPECT_EQ(server_.post("/chat/logout", "", anna_).status, 204);
  socket.say(send(R"("id":4)"));
  EXPECT_EQ(socket.closed_with(), net::CloseCode::session_ended);
  const std::string again(server_.tokens("anna").at("access_token").as_string());
  EXPECT_EQ(server_.get("/chat/history/1", again).json().as_array().size(), 0U);
}

// ---- presence

TEST_F(PersonSocketTest, OneIsOnlineFromHelloToTheEndOfTheLastSocket) {
  const auto state = [&] { return server_.presence().of(UserId(1)).state; };
  {
    ApiSocket one(server_, anna_);
    EXPECT_EQ(state(), PresenceState::offline);
    one.hello();
    EXPECT_EQ(state(), PresenceState::online);
    {
      ApiSocket two(server_, anna_);
      two.hello();
    }
    EXPECT_EQ(state(), PresenceState::online);
  }
  EXPECT_EQ(state(), PresenceState::offline);
}

// ---- limits

TEST(PersonSocketLimits, ARefusedSendWhoseAnswerWasLostIsAnsweredWithItsReceipt) {
  // Two sends, and no more for hours.
  ApiServer server({}, {{0, 0}, {0, 0}, {0.001, 2}, {0, 0}});
  const std::string anna = server.person("anna");
  server.post("/chat/group", R"({"name":"g","participant_ids":[]})", anna);
  ApiSocket socket(server, anna);
  socket.hello();
  EXPECT_EQ(outcome(socket.ask(send(R"("id":1,"client_id":"a")"))), "sent");
  EXPECT_EQ(outcome(socket.ask(send(R"("id":2,"client_id":"b")"))), "sent");

  const auto limited = socket.ask(send(R"("id":3,"client_id":"c")"));
  EXPECT_EQ(outcome(limited), "rate_limited");
  EXPECT_GE(limited.at("error").at("retry_after").as_int64(), 1);
  const auto repeated = socket.ask(send(R"("id":4,"client_id":"a")"));
  EXPECT_EQ(outcome(repeated), "sent");
  EXPECT_TRUE(repeated.at("duplicate").as_bool());
  EXPECT_EQ(outcome(socket.ask(R"({"id":5,"type":"read","chat_id":1,"seq":1})")), "ok");
}

TEST(PersonSocketLimits, WhoGoesOnOverTheLimitIsClosedWhenAllIsAnswered) {
  ApiServer server({}, {{0, 0}, {0, 0}, {0, 0}, {0.001, 20}});
  const std::string anna = server.person("anna");
  server.post("/chat/group", R"({"name":"g","participant_ids":[]})", anna);
  ApiSocket socket(server, anna);
  socket.hello();
  for (int id = 0; id < 200 && !socket.closed_with(); ++id) {
    socket.say(R"({"id":)" + std::to_string(id) + R"(,"type":"read","chat_id":1,"seq":0})");
  }
  // The last answers may take the store a moment.
  while (!socket.closed_with()) std::this_thread::yield();
  EXPECT_EQ(socket.closed_with(), net::CloseCode::flooding);
  int ok = 0;
  int limited = 0;
  // What was within the limit has been answered too, in whatever order.
  while (limited <= FloodCount::kMost || ok < 15) {
    const auto value = socket.hear();
    if (!value.as_object().contains("id")) continue;
    (outcome(value) == "ok" ? ok : limited) += 1;
  }
}

// It used to end the process, and with it everybody's sockets.
TEST_F(PersonSocketTest, ACommandThatThrowsIsAnsweredAndEndsItsOwnSocketOnly) {
  server_.bus().subscribe([](const EventBatch& batch) {
    if (std::holds_alternative<Typing>(batch->front()->what)) throw std::runtime_error("a bug");
  });
  ApiSocket broken(server_, anna_);
  ApiSocket sound(server_, anna_);
  broken.hello();
  sound.hello();
  EXPECT_EQ(outcome(broken.ask(R"({"type":"typing","chat_id":1})")), "internal");
  EXPECT_EQ(broken.closed_with(), net::CloseCode::internal_error);
  EXPECT_EQ(outcome(sound.ask(send(R"("id":1)"))), "sent");
  EXPECT_EQ(sound.closed_with(), std::nullopt);
}

}  // namespace
}  // namespace asq::api
