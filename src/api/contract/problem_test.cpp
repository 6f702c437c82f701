#include "api/contract/problem.hpp"

#include <gtest/gtest.h>

#include "base/json.hpp"

namespace asq::api {
namespace {

boost::json::value problem_of(std::vector<FieldError> fields, std::size_t& bytes) {
  Error error(ErrorCode::invalid);
  error.fields = std::move(fields);
  const std::string text = problem_json(error, std::string(64, 'r'));
  bytes = text.size();
  return parse_json(text).value();
}

// Whatever the names are: those that need escapes are the longest.
TEST(Problem, HasAtMost32KiBAndSaysHowManyErrorsAreLeftOut) {
  for (const std::string& character : {std::string("a"), std::string("\x01"), std::string("🙂")}) {
    std::string name;
    for (int i = 0; i < 100; ++i) name += character;
    const std::vector<FieldError> fields(1000, {name, "This must be an e-mail address."});
    std::size_t bytes = 0;
    const auto problem = problem_of(fields, bytes);
    EXPECT_LE(bytes, 32U * 1024);
    const std::size_t listed = problem.at("errors").as_array().size();
    EXPECT_LE(listed, 100U);
    EXPECT_GE(listed, 50U);
    EXPECT_EQ(problem.at("errors_omitted").to_number<std::size_t>(), 1000 - listed);
  }
}

TEST(Problem, HasTheErrorOfOauthOnlyWhereItIsGiven) {
  const Error error(ErrorCode::invalid_credentials);
  const auto plain = parse_json(problem_json(error, "r-1")).value();
  EXPECT_FALSE(plain.as_object().contains("error"));
  const auto given = parse_json(problem_json(error, "r-1", 0, {}, oauth_error(error))).value();
  EXPECT_EQ(given.at("error").as_string(), "invalid_grant");
}

TEST(Problem, TheErrorOfOauthTellsWhatHasToChange) {
  Error wrong_field(ErrorCode::invalid);
  wrong_field.fields = {{"username", "This must be given."}};
  EXPECT_EQ(oauth_error(wrong_field), "invalid_request");
  wrong_field.fields.push_back({"grant_type", "This must be password or refresh_token."});
  EXPECT_EQ(oauth_error(wrong_field), "unsupported_grant_type");
  EXPECT_EQ(oauth_error(Error(ErrorCode::unauthenticated)), "invalid_grant");
  EXPECT_EQ(oauth_error(Error(ErrorCode::unsupported_media_type)), "invalid_request");
  EXPECT_EQ(oauth_error(Error(ErrorCode::origin_not_allowed)), "invalid_request");
  for (const ErrorCode code : {ErrorCode::rate_limited, ErrorCode::too_many_sessions,
                               ErrorCode::login_queue_full, ErrorCode::storage_full}) {
    EXPECT_EQ(oauth_error(Error(code)), "temporarily_unavailable");
  }
}

TEST(Problem, OneMessageThatIsTooLongIsLeftOut) {
  std::size_t bytes = 0;
  const auto problem = problem_of({{"a", std::string(100'000, 'x')}}, bytes);
  EXPECT_TRUE(problem.at("errors").as_array().empty());
  EXPECT_EQ(problem.at("errors_omitted").as_int64(), 1);
}

}  // namespace
}  // namespace asq::api
