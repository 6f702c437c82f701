// POST /chat/password: a link of the operator sets a new password, once.
#include <gtest/gtest.h>

#include "support/api_server.hpp"
#include "support/run_task.hpp"

namespace asq::api {
namespace {

using test::ApiResponse;
using test::ApiServer;

// Anna, and a link for her.
struct PasswordLink : testing::Test {
  std::string make_link() {
    auto made = tasks.run(server.accounts().make_reset_link("anna@example.com"));
    return made.value().token;
  }
  ApiResponse set(const std::string& token, const std::string& password = "another") {
    return server.post("/chat/password",
                       R"({"token":")" + token + R"(","password":")" + password + R"("})");
  }
  int log_in(const std::string& password) {
    return server.form("/chat/token", "username=anna@example.com&password=" + password).status;
  }

  ApiServer server;
  test::TaskLoop tasks;
  std::string access = server.person("anna");
};

TEST_F(PasswordLink, SetsThePasswordOnceAndEndsEverySession) {
  const std::string token = make_link();
  const auto answer = set(token);
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(server.get("/chat/me", access).status, 401);
  EXPECT_EQ(log_in("secret"), 401);
  EXPECT_EQ(log_in("another"), 200);
  EXPECT_EQ(set(token, "a third").code(), "reset_over");
  EXPECT_EQ(set(token, "a third").status, 410);
  EXPECT_EQ(log_in("another"), 200) << "a refused request changes nothing";
}

TEST_F(PasswordLink, ALinkOfNobodyIsNotFoundAndEndsNothing) {
  const std::string token = make_link();
  for (const std::string& other : {std::string(22, 'A'), std::string("x"), token + "A"}) {
    const auto refused = set(other);
    EXPECT_EQ(refused.status, 404);
    EXPECT_EQ(refused.code(), "reset_not_found");
    EXPECT_EQ(refused.json().as_object().contains("error"), false) << "no word of OAuth 2";
  }
  EXPECT_EQ(server.get("/chat/me", access).status, 200);
  EXPECT_EQ(log_in("secret"), 200);
}

TEST_F(PasswordLink, FieldsAreCheckedBeforeTheLinkIs) {
  EXPECT_EQ(server.post("/chat/password", "{}").bad_fields(), "token password");
  EXPECT_EQ(set("", "short").bad_fields(), "password") << "no link, as any other text";
  const std::string token = make_link();
  EXPECT_EQ(set(token, "short").bad_fields(), "password");
  EXPECT_EQ(set(token).status, 204) << "it is still good";
}

TEST_F(PasswordLink, EachEndHasItsOwnLineInTheLogAndNoTokenIsInIt) {
  const std::string token = make_link();
  server.log_lines().take();
  set("nonsense");
  set(token);
  set(token);
  const std::vector<std::string> expected = {
      "password_refused address=192.0.2.1 reason=reset_not_found",
      "user_password_changed user_id=1 address=192.0.2.1 reason=reset_link",
      "password_refused address=192.0.2.1 reason=reset_over"};
  EXPECT_EQ(server.log_lines().take(), expected);
}

TEST_F(PasswordLink, APasswordThatCanNotBeStoredEndsTheSessionsInMemory) {
  const std::string token = make_link();
  server.store().refuse("set password", 1, ErrorCode::storage_full);
  EXPECT_EQ(set(token).status, 507);
  EXPECT_EQ(server.get("/chat/me", access).status, 401);
  EXPECT_EQ(set(token).status, 204) << "the link is still good";
}

TEST_F(PasswordLink, ALinkThatIsUsedMeanwhileIsOver) {
  const std::string token = make_link();
  server.store().before("set password", [this, token]() -> Task<void> {
    std::string shown = token;
    std::string password = "meanwhile";
    EXPECT_TRUE(co_await server.accounts().set_password(ClientNetwork(), std::move(shown),
                                                        std::move(password), SystemClock().now()));
  });
  EXPECT_EQ(set(token).code(), "reset_over");
  EXPECT_EQ(log_in("meanwhile"), 200);
}

// A link of 80 bits is not guessed; that nobody tries all day is all this is for.
TEST(PasswordLinkLimit, GuessesCountAsLogins) {
  RateOptions rates = test::no_limits();
  rates.tokens = {0.0001, 3};
  ApiServer server({}, rates);
  const auto guess = [&](const std::string& peer) {
    return server.call({"POST",
                        "/chat/password",
                        {{"Content-Type", "application/json"}},
                        R"({"token":"AAAAAAAAAAAAAAAAAAAAAA","password":"another"})",
                        peer});
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(guess("192.0.2.1").status, 404);
  const auto limited = guess("192.0.2.1");
  EXPECT_EQ(limited.code(), "rate_limited");
  EXPECT_EQ(limited.header("RateLimit-Limit"), "3");
  EXPECT_EQ(server.form("/chat/token", "username=a&password=b").status, 429) << "the same bucket";
  EXPECT_EQ(guess("192.0.2.2").status, 404);
}

}  // namespace
}  // namespace asq::api
